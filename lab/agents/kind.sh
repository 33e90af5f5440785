# Which kind of lab is the faster one on this machine.
# shellcheck shell=bash
faster_kind() {
  if (source "$LAB_DIR/vm/backend.sh" && [ "$(vm_accel)" = kvm ]) 2>/dev/null; then echo vm; else echo cluster; fi
}
