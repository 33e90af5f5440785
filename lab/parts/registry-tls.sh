# The registry's own authority and certificate: a server trusts it only when it is told to.
# shellcheck shell=bash
make_registry_tls() { # OUT: a folder
  local dir=$1
  mkdir -p "$dir"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj '/CN=lab registry CA' \
    -keyout "$dir/ca.key" -out "$dir/ca.crt" 2>/dev/null
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=registry.ollama.ai \
    -keyout "$dir/registry.key" -out "$dir/registry.csr" 2>/dev/null
  openssl x509 -req -in "$dir/registry.csr" -CA "$dir/ca.crt" -CAkey "$dir/ca.key" -CAcreateserial -days 3650 \
    -extfile <(echo 'subjectAltName=DNS:registry.ollama.ai') -out "$dir/registry.crt" 2>/dev/null
  rm "$dir/registry.csr"
}
