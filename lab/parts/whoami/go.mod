module whoami

go 1.22
