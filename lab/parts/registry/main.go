// registry: a read-only model registry over a folder in Ollama's own layout
// (DIR/manifests/registry.ollama.ai/library/NAME/TAG, DIR/blobs/sha256-HEX).
//
//	registry -dir DIR -listen ADDR:443 -cert C -key K -bloblisten ADDR:5001 -blobs http://ADDR:5001
//
// Ollama follows the redirect of a blob only to another host name, so blobs have an address of their own; faults.go is there too.
package main

import (
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

type registry struct{ dir, blobs string }

func main() {
	var r registry
	flag.StringVar(&r.dir, "dir", "", "the model store")
	flag.StringVar(&r.blobs, "blobs", "", "address that blobs are redirected to")
	listen := flag.String("listen", ":443", "address of the registry")
	blobListen := flag.String("bloblisten", ":5001", "address of the blobs and of /ctl")
	cert := flag.String("cert", "", "certificate of the registry")
	key := flag.String("key", "", "its key")
	flag.Parse()

	api := http.NewServeMux()
	api.HandleFunc("/v2/", r.serveAPI)
	blobs := http.NewServeMux()
	blobs.HandleFunc("/b/", r.serveBlob)
	blobs.HandleFunc("/ctl", serveFaults)
	go func() { log.Fatal(http.ListenAndServe(*blobListen, blobs)) }()
	log.Fatal(http.ListenAndServeTLS(*listen, *cert, *key, api))
}

// serveAPI answers /v2/NAME/{manifests,blobs}/REFERENCE.
func (r registry) serveAPI(w http.ResponseWriter, q *http.Request) {
	log.Println(q.Method, q.URL.Path)
	time.Sleep(time.Duration(faults.delay.Load()) * time.Millisecond)
	if code := faults.code.Load(); code > 0 {
		w.WriteHeader(int(code))
		return
	}
	part := strings.Split(strings.TrimPrefix(q.URL.Path, "/v2/"), "/")
	if len(part) < 4 {
		return // the version check of the protocol
	}
	name, kind, reference := filepath.Join(part[:len(part)-2]...), part[len(part)-2], part[len(part)-1]
	if kind == "manifests" {
		r.serveManifest(w, name, reference)
		return
	}
	info, err := os.Stat(r.blobFile(reference))
	if err != nil {
		notFound(w, err)
		return
	}
	if q.Method == http.MethodHead {
		w.Header().Set("Content-Length", strconv.FormatInt(info.Size(), 10))
		return
	}
	http.Redirect(w, q, r.blobs+"/b/"+reference, http.StatusTemporaryRedirect)
}

func (r registry) serveManifest(w http.ResponseWriter, name, tag string) {
	manifest, err := os.ReadFile(filepath.Join(r.dir, "manifests", "registry.ollama.ai", name, tag))
	if err != nil {
		notFound(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/vnd.docker.distribution.manifest.v2+json")
	w.Header().Set("Docker-Content-Digest", fmt.Sprintf("sha256:%x", sha256.Sum256(manifest)))
	w.Write(manifest)
}

func (r registry) serveBlob(w http.ResponseWriter, q *http.Request) {
	log.Println(q.Method, q.URL.Path, q.Header.Get("Range"))
	f, err := os.Open(r.blobFile(q.URL.Path))
	if err != nil {
		notFound(w, err)
		return
	}
	defer f.Close()
	http.ServeContent(&faultyWriter{ResponseWriter: w}, q, "", time.Time{}, f)
}

func (r registry) blobFile(digest string) string {
	return filepath.Join(r.dir, "blobs", strings.Replace(filepath.Base(digest), ":", "-", 1))
}

func notFound(w http.ResponseWriter, err error) {
	if !errors.Is(err, fs.ErrNotExist) {
		log.Println(err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusNotFound)
	fmt.Fprint(w, `{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}`)
}
