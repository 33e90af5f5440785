// whoami: a server that answers its host name, and can be slow (?ms=) or fail (?code=). Listens on :80, or on its argument.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"
)

func main() {
	address := ":80"
	if len(os.Args) > 1 {
		address = os.Args[1]
	}
	host, err := os.Hostname()
	if err != nil {
		log.Fatal(err)
	}
	var answered, running atomic.Int64
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		running.Add(1)
		defer running.Add(-1)
		time.Sleep(time.Duration(number(r, "ms")) * time.Millisecond)
		if code := number(r, "code"); code > 0 {
			w.WriteHeader(code)
		}
		fmt.Fprintf(w, "%s %d %d\n", host, answered.Add(1), running.Load())
	})
	stop := make(chan os.Signal, 1) // the first process of a container ignores TERM unless it asks for it
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	go func() { log.Fatal(http.ListenAndServe(address, nil)) }()
	<-stop
}

func number(r *http.Request, name string) int {
	n, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil {
		return 0
	}
	return n
}
