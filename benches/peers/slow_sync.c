/* A slower disk (LD_PRELOAD): every fsync and fdatasync, of whatever file,
 * takes so many microseconds longer as stand, as a 32-bit number, in the file
 * that SLOW_SYNC names. The file is mapped, so one write to it tells all
 * processes at once, those of a running server too.
 *
 * Left out: files opened with O_SYNC and sync_file_range. None of those that
 * are measured relies on them by default. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const volatile uint32_t *microseconds;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("SLOW_SYNC");
    if (!path) return;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) abort();
    void *mapped = mmap(NULL, sizeof *microseconds, PROT_READ, MAP_SHARED, file, 0);
    if (mapped == MAP_FAILED) abort();
    microseconds = mapped;
    close(file);
}

static void wait_first(void) {
    uint32_t longer = microseconds ? *microseconds : 0;
    if (!longer) return;
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    long nanoseconds = until.tv_nsec + (long)longer * 1000;
    until.tv_sec += nanoseconds / 1000000000;
    until.tv_nsec = nanoseconds % 1000000000;
    /* Signals end the sleep, not the wait: a server gets many. */
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) != 0) continue;
}

int fsync(int file) {
    wait_first();
    return (int)syscall(SYS_fsync, file);
}

int fdatasync(int file) {
    wait_first();
    return (int)syscall(SYS_fdatasync, file);
}
