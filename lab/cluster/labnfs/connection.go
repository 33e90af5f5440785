package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/willscott/go-nfs-client/nfs"
	"github.com/willscott/go-nfs-client/nfs/rpc"
	"github.com/willscott/go-nfs-client/nfs/xdr"
)

var (
	soft  bool          // a call that is not answered within the limit fails; else it is repeated for ever
	limit time.Duration // of a call
)

// transport marks an error of the connection: the call is repeated.
const transport = syscall.Errno(255)

// errno turns an answer of the server into the number that a program sees.
func errno(err error) syscall.Errno {
	if err == nil || err == io.EOF {
		return 0
	}
	var ne *nfs.Error
	if errors.As(err, &ne) {
		switch ne.ErrorNum {
		case 70:
			return syscall.ESTALE
		case 66:
			return syscall.ENOTEMPTY
		case 63:
			return syscall.ENAMETOOLONG
		case 69:
			return syscall.EDQUOT
		}
		if ne.ErrorNum < 40 {
			return syscall.Errno(ne.ErrorNum)
		}
		return syscall.EIO
	}
	switch {
	case os.IsNotExist(err):
		return syscall.ENOENT
	case os.IsPermission(err):
		return syscall.EACCES
	case os.IsExist(err):
		return syscall.EEXIST
	}
	return transport
}

// The connection, replaced by a new one when a call has not been answered (the RPC library can block for ever
// after a repeated answer, so a silent connection is never trusted again).
var (
	connecting sync.Mutex
	current    *nfs.Target
	generation int
	dialed     time.Time
	dial       func() (*nfs.Target, error)
)

func conn() (*nfs.Target, int) {
	connecting.Lock()
	defer connecting.Unlock()
	return current, generation
}

func redial(gen int) {
	connecting.Lock()
	defer connecting.Unlock()
	if generation != gen || time.Since(dialed) < 500*time.Millisecond {
		return
	}
	dialed = time.Now()
	ch := make(chan *nfs.Target, 1)
	go func() { t, _ := dial(); ch <- t }()
	select {
	case t := <-ch:
		if t != nil {
			current, generation = t, generation+1
			log.Println("connected anew, generation", generation)
		}
	case <-time.After(3 * time.Second):
	}
}

// do repeats a call until the server answers.
func do(ctx context.Context, f func(*nfs.Target) error) syscall.Errno {
	t0 := time.Now()
	for {
		t, gen := conn()
		done := make(chan syscall.Errno, 1)
		go func() { done <- errno(f(t)) }()
		wait := 3 * time.Second
		if left := limit - time.Since(t0); soft && left < wait {
			wait = left
		}
		select {
		case e := <-done:
			if e != transport {
				return e
			}
		case <-time.After(wait):
		case <-ctx.Done():
			return syscall.EINTR
		}
		if soft && time.Since(t0) >= limit {
			return syscall.EIO
		}
		redial(gen)
		time.Sleep(100 * time.Millisecond)
	}
}

// refused is the server's answer to a mount that it does not grant.
type refused uint32

func (r refused) Error() string { return fmt.Sprintf("mount refused: %d", uint32(r)) }

// mountPort is where the stand-in's own mount protocol answers; the well-known one belongs to the real rpc.mountd.
const mountPort = "12049"

// attach asks for the handle of the exported folder, and connects to the port of NFS itself.
func attach(host, path string, auth rpc.Auth) (*nfs.Target, error) {
	asked, err := rpc.DialTCP("tcp", net.JoinHostPort(host, mountPort), false)
	if err != nil {
		return nil, err
	}
	defer asked.Close()
	answer, err := asked.Call(&struct {
		rpc.Header
		Path string
	}{rpc.Header{Rpcvers: 2, Prog: nfs.MountProg, Vers: nfs.MountVers, Proc: nfs.MountProc3MNT, Cred: auth, Verf: rpc.AuthNull}, path})
	if err != nil {
		return nil, err
	}
	if status, err := xdr.ReadUint32(answer); err != nil || status != nfs.MNT3Ok {
		if err != nil {
			return nil, err
		}
		return nil, refused(status)
	}
	handle, err := xdr.ReadOpaque(answer)
	if err != nil {
		return nil, err
	}
	served, err := rpc.DialTCP("tcp", net.JoinHostPort(host, "2049"), false)
	if err != nil {
		return nil, err
	}
	return nfs.NewTargetWithClient(served, auth, handle, path, 0)
}

// firstConnection asks again until it is granted, as mount(8) of NFS does.
func firstConnection(source, dir string, retry time.Duration) error {
	for start := time.Now(); ; time.Sleep(500 * time.Millisecond) {
		target, err := dial()
		if err == nil {
			current = target
			return nil
		}
		var why refused
		if errors.As(err, &why) && time.Since(start) > 2*time.Second { // the stand-in follows exportfs a moment later
			if why == nfs.MNT3ErrPerm || why == nfs.MNT3ErrAcces {
				return fmt.Errorf("access denied by server while mounting %s", source)
			}
			return fmt.Errorf("mounting %s failed, reason given by server: No such file or directory", source)
		}
		if time.Since(start) > retry {
			return fmt.Errorf("Connection refused for %s on %s (%w)", source, dir, err)
		}
	}
}
