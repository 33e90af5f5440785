package main

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// faults are set while the registry runs: GET /ctl?rate=BYTES_PER_S&cut=BYTES&corrupt=1&code=503&delay=MS on the blobs' address;
// 0 ends one, and /ctl alone shows them.
var faults struct{ rate, cut, corrupt, code, delay atomic.Int64 }

func serveFaults(w http.ResponseWriter, q *http.Request) {
	for _, fault := range []struct {
		name  string
		value *atomic.Int64
	}{{"rate", &faults.rate}, {"cut", &faults.cut}, {"corrupt", &faults.corrupt}, {"code", &faults.code}, {"delay", &faults.delay}} {
		if text := q.URL.Query().Get(fault.name); text != "" {
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				http.Error(w, fault.name+" must be a number", http.StatusBadRequest)
				return
			}
			fault.value.Store(n)
		}
		fmt.Fprintf(w, "%s=%d ", fault.name, fault.value.Load())
	}
	fmt.Fprintln(w)
}

// faultyWriter sends a blob as the faults demand: slowly, cut off, or with one bit turned.
type faultyWriter struct {
	http.ResponseWriter
	sent int64
}

func (f *faultyWriter) Write(p []byte) (int, error) {
	if faults.corrupt.Load() > 0 && f.sent == 0 && len(p) > 0 {
		p = bytes.Clone(p)
		p[len(p)/2] ^= 1
	}
	written := 0
	for len(p) > 0 {
		if cut := faults.cut.Load(); cut > 0 && f.sent > cut {
			panic(http.ErrAbortHandler)
		}
		chunk := p
		if rate := faults.rate.Load(); rate > 0 {
			chunk = p[:min(int64(len(p)), rate/10+1)]
			time.Sleep(time.Duration(float64(len(chunk)) / float64(rate) * float64(time.Second)))
		}
		n, err := f.ResponseWriter.Write(chunk)
		written, f.sent, p = written+n, f.sent+int64(n), p[n:]
		if err != nil {
			return written, err
		}
	}
	return written, nil
}
