// agents: many agents in one process, for measurements: over mutual TLS, each on an address of its own, each with an answer time
// of its own between -least and -most. What they answer is said by files: DIR/node, DIR/status, DIR/store, DIR/models.
//
//	agents -answers DIR -ca FILE -cert FILE -key FILE [-least D] [-most D] HOST:PORT…
package main

import (
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

var (
	answers = flag.String("answers", "", "folder of the answers, each named as the last word of its path")
	ca      = flag.String("ca", "", "authority of the callers' certificates, PEM")
	cert    = flag.String("cert", "", "certificate of all agents, PEM")
	key     = flag.String("key", "", "its key, PEM")
	least   = flag.Duration("least", 0, "how long the quickest agent takes for an answer")
	most    = flag.Duration("most", 0, "how long the slowest takes")
)

func main() {
	flag.Parse()
	config := trust()
	for i, address := range flag.Args() {
		listener, err := tls.Listen("tcp", address, config)
		if err != nil {
			log.Fatal(err)
		}
		share := float64(i) / float64(max(1, flag.NArg()-1))
		go serve(listener, *least+time.Duration(share*float64(*most-*least)))
	}
	fmt.Println("ready")
	select {}
}

func serve(listener net.Listener, delay time.Duration) {
	server := http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := os.ReadFile(filepath.Join(*answers, filepath.Base(r.URL.Path)))
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		time.Sleep(delay)
		w.Header().Set("Content-Type", "application/json")
		w.Write(text)
	})}
	log.Fatal(server.Serve(listener))
}

func trust() *tls.Config {
	pair, err := tls.LoadX509KeyPair(*cert, *key)
	if err != nil {
		log.Fatal(err)
	}
	pem, err := os.ReadFile(*ca)
	if err != nil {
		log.Fatal(err)
	}
	callers := x509.NewCertPool()
	callers.AppendCertsFromPEM(pem)
	return &tls.Config{Certificates: []tls.Certificate{pair}, ClientCAs: callers, ClientAuth: tls.RequireAndVerifyClientCert}
}
