// load: sends requests at a fixed rate, and prints how many were answered how, by which back end, how quickly, and each failure.
//
//	load -url URL [-post BODY] [-rate R] [-t SECONDS] [-c WORKERS] [-timeout S] [-keepalive=false] [-v FAILURES]
//	     [-ca FILE -cert FILE -key FILE]
//	load -first -url URL …   asks until the first 200, and prints when that was, in seconds since 1970
package main

import (
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"sort"
	"strings"
	"sync"
	"time"
)

var (
	url       = flag.String("url", "", "where requests go")
	post      = flag.String("post", "", "body of a POST; empty: GET")
	workers   = flag.Int("c", 4, "requests at the same time")
	rate      = flag.Int("rate", 100, "requests per second, all together")
	seconds   = flag.Float64("t", 10, "how long")
	timeout   = flag.Float64("timeout", 30, "seconds per request")
	keepAlive = flag.Bool("keepalive", true, "use connections again")
	maximum   = flag.Int("max", 100000, "requests at most")
	verbose   = flag.Int("v", 15, "failures to print")
	first     = flag.Bool("first", false, "ask until the first 200")
	ca        = flag.String("ca", "", "authority of the server's certificate, PEM")
	cert      = flag.String("cert", "", "client certificate, PEM")
	key       = flag.String("key", "", "its key, PEM")
)

type answer struct {
	at, took time.Duration
	status   string
	body     string
}

func main() {
	flag.Parse()
	client := &http.Client{
		Transport: &http.Transport{DisableKeepAlives: !*keepAlive, MaxIdleConnsPerHost: *workers, TLSClientConfig: trust()},
		Timeout:   time.Duration(*timeout * float64(time.Second)),
	}
	start := time.Now()
	if *first {
		awaitFirst(client, start)
		return
	}
	ticks := make(chan struct{})
	go tick(start, ticks)
	var answers []answer
	var lock sync.Mutex
	var running sync.WaitGroup
	for range *workers {
		running.Add(1)
		go func() {
			defer running.Done()
			for range ticks {
				a := ask(client, start)
				lock.Lock()
				answers = append(answers, a)
				lock.Unlock()
			}
		}()
	}
	running.Wait()
	report(answers, time.Since(start))
}

// trust is nil, Go's own, where no certificates are given.
func trust() *tls.Config {
	if *ca == "" {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(*cert, *key)
	if err != nil {
		log.Fatal(err)
	}
	pem, err := os.ReadFile(*ca)
	if err != nil {
		log.Fatal(err)
	}
	authorities := x509.NewCertPool()
	authorities.AppendCertsFromPEM(pem)
	return &tls.Config{Certificates: []tls.Certificate{pair}, RootCAs: authorities}
}

func awaitFirst(client *http.Client, start time.Time) {
	for time.Since(start).Seconds() < *timeout {
		if ask(client, start).status == "200" {
			fmt.Printf("%.6f\n", float64(time.Now().UnixMicro())/1e6)
			return
		}
		time.Sleep(200 * time.Microsecond)
	}
	log.Fatalf("no 200 within %.0f s", *timeout)
}

func tick(start time.Time, ticks chan<- struct{}) {
	interval := time.Second / time.Duration(*rate)
	for i := 0; i < *maximum && time.Since(start).Seconds() < *seconds; i++ {
		time.Sleep(time.Until(start.Add(time.Duration(i) * interval)))
		ticks <- struct{}{}
	}
	close(ticks)
}

func ask(client *http.Client, start time.Time) answer {
	asked := time.Now()
	var response *http.Response
	var err error
	if *post != "" {
		response, err = client.Post(*url, "application/json", strings.NewReader(*post))
	} else {
		response, err = client.Get(*url)
	}
	a := answer{at: asked.Sub(start), status: "ERR"}
	if err != nil {
		a.body = err.Error()
	} else {
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		a.status, a.body = fmt.Sprint(response.StatusCode), string(body)
		if err != nil {
			a.status, a.body = a.status+"+BODYERR", err.Error()
		}
	}
	a.took = time.Since(asked)
	return a
}

func report(answers []answer, all time.Duration) {
	if len(answers) == 0 {
		fmt.Println("n=0")
		return
	}
	statuses, backends := map[string]int{}, map[string]int{}
	var failures []answer
	for _, a := range answers {
		statuses[a.status]++
		if a.status != "200" {
			failures = append(failures, a)
		} else if first, _, _ := strings.Cut(a.body, " "); len(first) < 40 { // a back end may answer its name first
			backends[first]++
		}
	}
	sort.Slice(answers, func(i, j int) bool { return answers[i].took < answers[j].took })
	quantile := func(per100 int) time.Duration {
		return answers[len(answers)*per100/100].took.Round(10 * time.Microsecond)
	}
	fmt.Printf("n=%d in %.1fs status=%v p50=%v p99=%v max=%v\n", len(answers), all.Seconds(), statuses, quantile(50), quantile(99),
		answers[len(answers)-1].took.Round(time.Millisecond))
	names := make([]string, 0, len(backends))
	for name := range backends {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Printf("  backend %s %d\n", name, backends[name])
	}
	for i, a := range failures {
		if i == *verbose {
			fmt.Printf("  ... %d more; last at %.3fs\n", len(failures)-i, failures[len(failures)-1].at.Seconds())
			break
		}
		fmt.Printf("  fail at %.3fs took %v: %s %.160s\n", a.at.Seconds(), a.took.Round(time.Millisecond), a.status, strings.TrimSpace(a.body))
	}
}
