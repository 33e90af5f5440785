package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
	"github.com/willscott/go-nfs-client/nfs"
)

type node struct{ fs.Inode }

func (n *node) p(name string) string { return "/" + filepath.Join(n.Path(n.Root()), name) }

func fill(a *fuse.Attr, f *nfs.Fattr) {
	m := f.FileMode & 07777
	switch f.Type {
	case 2:
		m |= syscall.S_IFDIR
	case 5:
		m |= syscall.S_IFLNK
	default:
		m |= syscall.S_IFREG
	}
	a.Mode, a.Size, a.Ino, a.Nlink, a.Uid, a.Gid = m, f.Filesize, f.Fileid, f.Nlink, f.UID, f.GID
	a.Blocks, a.Blksize = (f.Used+511)/512, 65536
	a.Mtime, a.Mtimensec = uint64(f.Mtime.Seconds), f.Mtime.Nseconds
	a.Ctime, a.Ctimensec = uint64(f.Ctime.Seconds), f.Ctime.Nseconds
	a.Atime, a.Atimensec = uint64(f.Atime.Seconds), f.Atime.Nseconds
}

func attr(ctx context.Context, p string) (*nfs.Fattr, syscall.Errno) {
	var f *nfs.Fattr
	e := do(ctx, func(tgt *nfs.Target) error {
		fi, _, err := tgt.Lookup(p, false)
		if err == nil {
			f = fi.(*nfs.Fattr)
		}
		return err
	})
	return f, e
}

func (n *node) Lookup(ctx context.Context, name string, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	f, e := attr(ctx, n.p(name))
	if e != 0 {
		return nil, e
	}
	fill(&out.Attr, f)
	return n.NewInode(ctx, &node{}, fs.StableAttr{Mode: out.Mode & syscall.S_IFMT, Ino: f.Fileid}), 0
}
func (n *node) Getattr(ctx context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	f, e := attr(ctx, n.p(""))
	if e == 0 {
		fill(&out.Attr, f)
	}
	return e
}
func (n *node) Readdir(ctx context.Context) (fs.DirStream, syscall.Errno) {
	var es []fuse.DirEntry
	e := do(ctx, func(tgt *nfs.Target) error {
		l, err := tgt.ReadDirPlus(n.p(""))
		es = nil
		for _, x := range l {
			if x.Name() == "." || x.Name() == ".." {
				continue
			}
			m := uint32(syscall.S_IFREG)
			if x.IsDir() {
				m = syscall.S_IFDIR
			}
			es = append(es, fuse.DirEntry{Name: x.Name(), Mode: m, Ino: x.FileId})
		}
		return err
	})
	return fs.NewListDirStream(es), e
}
func (n *node) Setattr(ctx context.Context, _ fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	var s nfs.Sattr3
	if v, ok := in.GetSize(); ok {
		s.Size = nfs.SetSize{SetIt: true, Size: v}
	}
	if v, ok := in.GetMode(); ok {
		s.Mode = nfs.SetMode{SetIt: true, Mode: v & 07777}
	}
	if v, ok := in.GetUID(); ok {
		s.UID = nfs.SetUID{SetIt: true, UID: v}
	}
	if v, ok := in.GetGID(); ok {
		s.GID = nfs.SetUID{SetIt: true, UID: v}
	}
	if v, ok := in.GetMTime(); ok {
		s.Mtime = nfs.SetTime{SetIt: nfs.SetToClientTime, Time: nfs.NFS3Time{Seconds: uint32(v.Unix()), Nseconds: uint32(v.Nanosecond())}}
	}
	if e := do(ctx, func(tgt *nfs.Target) error { return tgt.Setattr(n.p(""), s) }); e != 0 {
		return e
	}
	return n.Getattr(ctx, nil, out)
}

type file struct {
	mu   sync.Mutex
	f    *nfs.File
	path string
	of   *nfs.Target
}

func (h *file) on(tgt *nfs.Target) (*nfs.File, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.f == nil || h.of != tgt {
		f, err := tgt.Open(h.path)
		if err != nil {
			return nil, err
		}
		h.f, h.of = f, tgt
	}
	return h.f, nil
}

func (n *node) Open(ctx context.Context, flags uint32) (fs.FileHandle, uint32, syscall.Errno) {
	h := &file{path: n.p("")}
	e := do(ctx, func(tgt *nfs.Target) error { _, err := h.on(tgt); return err })
	if e == 0 && flags&syscall.O_TRUNC != 0 {
		e = do(ctx, func(tgt *nfs.Target) error {
			return tgt.Setattr(n.p(""), nfs.Sattr3{Size: nfs.SetSize{SetIt: true}})
		})
	}
	return h, 0, e
}
func (n *node) Create(ctx context.Context, name string, flags, mode uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	if e := do(ctx, func(tgt *nfs.Target) error { _, err := tgt.Create(n.p(name), os.FileMode(mode&07777)); return err }); e != 0 {
		return nil, nil, 0, e
	}
	in, e := n.Lookup(ctx, name, out)
	if e != 0 {
		return nil, nil, 0, e
	}
	h := &file{path: n.p(name)}
	e = do(ctx, func(tgt *nfs.Target) error { _, err := h.on(tgt); return err })
	return in, h, 0, e
}
func (h *file) Read(ctx context.Context, b []byte, off int64) (fuse.ReadResult, syscall.Errno) {
	got := 0
	for got < len(b) {
		var k int
		var eof bool
		e := do(ctx, func(tgt *nfs.Target) error {
			f, err := h.on(tgt)
			if err != nil {
				return err
			}
			buf := make([]byte, len(b)-got) // an attempt given up may still write into its buffer
			n, err := f.ReadAt(buf, off+int64(got))
			if err == nil || err == io.EOF {
				copy(b[got:], buf[:n])
			}
			k, eof = n, err == io.EOF
			return err
		})
		if e != 0 {
			return nil, e
		}
		got += k
		if eof || k == 0 {
			break
		}
	}
	return fuse.ReadResultData(b[:got]), 0
}
func (h *file) Write(ctx context.Context, b []byte, off int64) (uint32, syscall.Errno) {
	b = append([]byte{}, b...)
	e := do(ctx, func(tgt *nfs.Target) error {
		f, err := h.on(tgt)
		if err != nil {
			return err
		}
		g := *f // own position, so that writes in parallel do not disturb each other
		g.Seek(off, io.SeekStart)
		_, err = g.Write(b)
		return err
	})
	return uint32(len(b)), e
}
func (h *file) Fsync(ctx context.Context, _ uint32) syscall.Errno { return 0 } // every write is FILE_SYNC
func (h *file) Flush(ctx context.Context) syscall.Errno           { return 0 }

func (n *node) Mkdir(ctx context.Context, name string, mode uint32, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	if e := do(ctx, func(tgt *nfs.Target) error { _, err := tgt.Mkdir(n.p(name), os.FileMode(mode&07777)); return err }); e != 0 {
		return nil, e
	}
	return n.Lookup(ctx, name, out)
}
func (n *node) Unlink(ctx context.Context, name string) syscall.Errno {
	return do(ctx, func(tgt *nfs.Target) error { return tgt.Remove(n.p(name)) })
}
func (n *node) Rmdir(ctx context.Context, name string) syscall.Errno {
	return do(ctx, func(tgt *nfs.Target) error { return tgt.RmDir(n.p(name)) })
}
func (n *node) Rename(ctx context.Context, name string, to fs.InodeEmbedder, nn string, _ uint32) syscall.Errno {
	dst := "/" + filepath.Join(to.EmbeddedInode().Path(n.Root()), nn)
	return do(ctx, func(tgt *nfs.Target) error { return tgt.Rename(n.p(name), dst) })
}
func (n *node) Statfs(ctx context.Context, out *fuse.StatfsOut) syscall.Errno {
	out.Bsize, out.Frsize, out.Blocks, out.Bfree, out.Bavail, out.NameLen = 65536, 65536, 1<<24, 1<<23, 1<<23, 255 // not asked of the server
	if _, e := attr(ctx, "/"); e != 0 {
		return e
	}
	return 0
}
