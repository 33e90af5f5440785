# Snapshots of the servers, and the one of "before" which the cache keeps: the next lab/up begins there instead of booting.
# shellcheck shell=bash
VM_WARM=$VM_CACHE/warm

# --- snapshots live in the servers' disks; all machines stand still meanwhile, so that they agree with each other

backend_save() { # NAME
  rm -f "$VM_STATE/saves/$1"
  standing_still save_all "$1" || die "snapshot '$1' could not be saved" "Is the disk of $VM_STATE full?"
  mkdir -p "$VM_STATE/saves"
  cp "$VM_STATE/machine" "$VM_STATE/saves/$1"
  wait_ready
}
backend_restore() { # NAME
  local saved
  saved=$(cat "$VM_STATE/saves/$1" 2>/dev/null) || die "there is no snapshot '$1'" "Saved are: $(ls -x "$VM_STATE/saves" 2>/dev/null)"
  backend_prepare
  choose_machine
  [ "$saved" = "$MACHINE_KEY" ] ||
    die "snapshot '$1' is of a different machine" "Use the LAB_VM_… settings, qemu and lab/vm it was saved with, or save it anew"
  stop_machines
  plug_in
  start_all_from "$1" || die "snapshot '$1' did not load" "Read qemu's message above; lab/up starts anew"
  wait_ready
}
standing_still() { # CMD…
  local server failed=0
  for server in "${VM_SERVERS[@]}"; do order "$server" stop; done
  "$@" || failed=1
  for server in "${VM_SERVERS[@]}"; do order "$server" cont; done
  return "$failed"
}
save_all() { on_all save_one "$1"; }
save_one() { order "$1" "savevm $2" && order "$1" "qemu-io disk flush"; } # flushed, or a copy of the file is not whole
start_all_from() {
  on_all start_from "$1" && return
  stop_machines
  return 1
}
start_from() { start_machine "$1" -loadvm "$2"; }
on_all() { # FUNCTION ARGUMENT…: FUNCTION SERVER ARGUMENT… for all servers at once
  local function=$1 server jobs=() job failed=0; shift
  for server in "${VM_SERVERS[@]}"; do
    "$function" "$server" "$@" & jobs+=($!)
  done
  for job in "${jobs[@]}"; do wait "$job" || failed=1; done
  return "$failed"
}

# --- "before"

warm_key() { # all that the state of the prepared servers follows from
  content_key "$MACHINE_KEY" "${LAB_SWARM:-}" "$LAB_DIR/before" "$PARTS"/{ollama,traefik,whoami}.tar.key
}
start_warm() { # fails when nothing is kept, or when it does not load
  local name kept
  [ "${LAB_VM_WARM:-yes}" = yes ] || return 1
  name=before-$(warm_key)
  kept=$VM_WARM/$name
  if [ ! -d "$kept" ]; then return 1; fi
  # Swarm's own certificates last for 90 days.
  if [ -n "$(find "$kept/made" -mtime +30)" ]; then rm -rf --one-file-system "$kept"; return 1; fi
  touch "$kept"
  if disks_hold "$name" && start_all_from "$name"; then return; fi
  copy_kept "$kept"
  start_all_from "$name" && return
  say "the kept state did not load: booting instead"
  VM_STALE=$kept
  return 1
}
disks_hold() { # NAME: this lab's own disks have it, and perhaps snapshots of the user beside it
  local server
  for server in "${VM_SERVERS[@]}"; do
    qemu-img snapshot -l "$(disk_of "$server")" 2>/dev/null | grep -qw -- "$1" || return 1
  done
}
copy_kept() { # FOLDER
  local server
  rm -rf "$VM_STATE/saves"
  for server in "${VM_SERVERS[@]}"; do copy_disk "$1/$server.qcow2" "$(disk_of "$server")"; done
}
copy_disk() { cp --reflink=auto --sparse=always "$1" "$2.tmp" && mv "$2.tmp" "$2"; } # FROM TO

keep_warm() { # the servers as they are now are "before"
  local name
  [ "${LAB_VM_WARM:-yes}" = yes ] || return 0
  name=before-$(warm_key)
  # Only now: loading fails as well when lab/down comes in between.
  [ -z "${VM_STALE:-}" ] || rm -rf --one-file-system "$VM_STALE"
  [ ! -d "$VM_WARM/$name" ] || return 0
  mkdir -p "$VM_WARM"
  with_lock "$VM_WARM.lock" keep_as "$name" || say "the servers' state could not be kept for the next lab/up; it will boot"
  wait_ready
}
keep_as() { # NAME
  local folder=$VM_WARM/$1
  rm -rf --one-file-system "$VM_WARM"/*.tmp
  mkdir "$folder.tmp"
  standing_still save_and_copy "$1" "$folder.tmp" || { rm -rf --one-file-system "$folder.tmp"; return 1; }
  touch "$folder.tmp/made"
  mv -T "$folder.tmp" "$folder"
  # Each holds one to two GB: those of older scripts go.
  ls -td "$VM_WARM"/before-* | tail -n +4 | xargs -r rm -rf --one-file-system
}
save_and_copy() { # NAME FOLDER
  local server
  save_all "$1" || return 1
  for server in "${VM_SERVERS[@]}"; do
    copy_disk "$(disk_of "$server")" "$2/$server.qcow2" && qemu-img check -q "$2/$server.qcow2" || return 1
  done
}
