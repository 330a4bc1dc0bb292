/* Preloaded into the daemon: while the file that HOLD_SYNC names is there, a sync does not come back. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void hold(void) {
  const char* file = getenv("HOLD_SYNC");
  const struct timespec pause = {0, 2000000};
  while (file && access(file, F_OK) == 0) nanosleep(&pause, NULL);
}

int fdatasync(int fd) {
  hold();
  return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd);
}

int fsync(int fd) {
  hold();
  return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd);
}
