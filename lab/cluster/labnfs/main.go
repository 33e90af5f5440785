// labnfs: an NFSv3 client over FUSE, named and called as /sbin/mount.nfs and /sbin/mount.nfs4, so that
// `mount -t nfs4 HOST:/PATH DIR -o ro,soft,timeo=30` works on a kernel without an NFS client.
// The mount shows up as type fuse.nfs4 / fuse.nfs with the usual source HOST:/PATH.
// Options used: ro, rw, soft (EIO after timeo*retrans/10 s; else hard: retried for ever), timeo, retrans, retry, actimeo.
// The process that serves a mount ends with whoever asked for it until the mount stands, and with the unmount from then on.
package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
	"github.com/willscott/go-nfs-client/nfs"
	"github.com/willscott/go-nfs-client/nfs/rpc"
)

type options map[string]string

func (o options) has(name string) bool { _, ok := o[name]; return ok }

func (o options) number(name string, otherwise int) int {
	n, err := strconv.Atoi(o[name])
	if err != nil {
		return otherwise
	}
	return n
}

func main() {
	source, dir, opts, err := parse(os.Args[1:])
	if err == nil && os.Getenv("LABNFS_CHILD") == "" {
		err = startServer()
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", filepath.Base(os.Args[0]), err)
		os.Exit(32)
	}
	if os.Getenv("LABNFS_CHILD") == "" {
		return
	}
	starter := os.NewFile(3, "starter")
	mounted, err := mount(source, dir, opts)
	if err != nil {
		fmt.Fprint(starter, err)
		os.Exit(32)
	}
	outlive()
	io.WriteString(starter, "ok")
	starter.Close()
	signal.Ignore(syscall.SIGHUP, syscall.SIGINT)
	mounted.Wait()
}

func parse(args []string) (source, dir string, opts options, err error) {
	var words []string
	opts = options{}
	for i := 0; i < len(args); i++ {
		switch a := args[i]; {
		case a == "-o" && i+1 < len(args):
			i++
			for _, option := range strings.Split(args[i], ",") {
				name, value, _ := strings.Cut(option, "=")
				opts[name] = value
			}
		case a == "-t" || a == "-N":
			i++
		case strings.HasPrefix(a, "-"):
		default:
			words = append(words, a)
		}
	}
	if len(words) < 2 || !strings.Contains(words[0], ":/") {
		return "", "", nil, fmt.Errorf("usage: mount.nfs HOST:/PATH DIR -o OPTIONS")
	}
	return words[0], words[1], opts, nil
}

// startServer starts the process that serves the mount, and waits until it says that the mount stands.
func startServer() error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	logFile, err := os.OpenFile("/var/log/labnfs.log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	server := exec.Command("/proc/self/exe", os.Args[1:]...)
	server.Args[0] = os.Args[0]
	server.Env = append(os.Environ(), "LABNFS_CHILD=1")
	server.Stdout, server.Stderr, server.ExtraFiles = logFile, logFile, []*os.File{w}
	server.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
	if err := server.Start(); err != nil {
		return err
	}
	w.Close()
	if said, err := io.ReadAll(r); err != nil || string(said) != "ok" {
		return fmt.Errorf("%s", said)
	}
	return nil
}

func mount(source, dir string, opts options) (*fuse.Server, error) {
	soft = opts.has("soft")
	limit = time.Duration(opts.number("timeo", 600)*(opts.number("retrans", 2)+1)) * 100 * time.Millisecond
	host, path, _ := strings.Cut(source, ":")
	me, err := os.Hostname()
	if err != nil {
		return nil, err
	}
	dial = func() (*nfs.Target, error) { return attach(host, path, rpc.NewAuthUnix(me, 0, 0).Auth()) }
	if err := firstConnection(source, dir, time.Duration(opts.number("retry", 2))*time.Minute); err != nil {
		return nil, err
	}
	cached := time.Duration(opts.number("actimeo", 1)) * time.Second
	kind := strings.TrimPrefix(filepath.Base(os.Args[0]), "mount.")
	how := fuse.MountOptions{AllowOther: true, FsName: source, Name: kind, MaxWrite: 1 << 20, DirectMountStrict: true}
	if opts.has("ro") {
		how.Options = append(how.Options, "ro")
		how.DirectMountFlags |= syscall.MS_RDONLY
	}
	return fs.Mount(dir, &node{}, &fs.Options{MountOptions: how, AttrTimeout: &cached, EntryTimeout: &cached})
}

// outlive lets the mount survive the service or session that made it, as a mount of the kernel does.
func outlive() {
	syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_SET_PDEATHSIG, 0, 0)
	me := []byte(strconv.Itoa(os.Getpid()))
	groups, _ := filepath.Glob("/sys/fs/cgroup/*/cgroup.procs")
	for _, f := range append(groups, "/sys/fs/cgroup/cgroup.procs") {
		os.WriteFile(f, me, 0) // a controller that is not there, or a group that takes no process, is no harm
	}
}

// The death signal belongs to the thread that set or cleared it.
func init() { runtime.LockOSThread() }
