# Processes. A run of up, save or restore marks everything it starts, so that nothing outlives it unseen
# shellcheck shell=bash
begin_run() { # starts the command again with a mark in its environment; Ctrl-C and TERM end what carries it
  local words
  if [ "${LAB_RUN:-}" != "$LAB:$LAB_STATE:$$" ]; then
    mapfile -d '' -t words <"/proc/$$/cmdline"
    LAB_RUN=$LAB:$LAB_STATE:$$ exec "${words[@]}"
  fi
  trap 'say "interrupted; $LAB_DIR/down removes what is left"; end_marked "$LAB_RUN"; exit 130' INT TERM HUP
}
end_marked() { # MARK: kills the processes whose mark begins so, except this one and those it was started by
  local p found spared=" $BASHPID " parent=$$
  while [ "$parent" -gt 1 ]; do
    spared+="$parent "
    parent=$(awk '/^PPid:/ { print $2 }' "/proc/$parent/status")
  done
  for _ in {1..100}; do
    found=
    for p in $(grep -lzs "^LAB_RUN=$1" /proc/[0-9]*/environ | cut -d/ -f3); do
      [[ $spared == *" $p "* ]] || { found=yes; kill -KILL "$p" 2>/dev/null || true; }
    done
    [ -n "$found" ] || return 0
    sleep 0.05
  done
}
remember_process() { echo "$2 $(start_time "$2")" >"$1"; } # FILE PID
start_time() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
process_of() { # FILE: prints the pid when that very process is alive
  local pid start
  read -r pid start 2>/dev/null <"$1" && [ -n "$start" ] && [ "$(start_time "$pid")" = "$start" ] && echo "$pid"
}
end_process() { # FILE [SIGNAL]: ends it and waits, with SIGKILL after 5 s
  local pid end=$((SECONDS + 5))
  while pid=$(process_of "$1"); do
    [ "$SECONDS" -lt "$end" ] && kill "-${2:-TERM}" "$pid" 2>/dev/null || kill -KILL "$pid" 2>/dev/null || true
    sleep 0.05
  done
  rm -f "$1"
}
wait_all() { # PID…: of background jobs; fails when one failed
  local pid failed=0
  for pid; do wait "$pid" || failed=1; done
  return $failed
}
