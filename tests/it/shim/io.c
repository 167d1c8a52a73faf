/* Stands between a program and its files (LD_PRELOAD), for tests and benchmarks.
 *
 * It sees what is done to files in one folder: opening, reading, writing,
 * cutting, syncing, renaming, linking, removing. What it does with that is
 * said in the environment:
 *
 *   SHIM_FOLDER   the folder, as an absolute path without links; needed
 *   SHIM_LOG      writes each call down here, with its data, in the order in
 *                 which the calls were made; what goes to standard output is
 *                 written down too, before it is out: what was told, and when
 *   SHIM_FAIL     "N:KIND" lets the Nth call fail (the first is 1), "N+:KIND"
 *                 every one from there on; kinds are "eio", "enospc", "short"
 *                 (half of it is done, and said so) and "torn" (half of it is
 *                 done, in whole sectors, and EIO is answered). With a second
 *                 "N:KIND:WORD" only calls on paths that contain WORD count
 *   SHIM_FULL     while this file exists the folder's disk is full
 *   SHIM_SYNC_US  each sync takes so many microseconds longer
 *
 * Left out: maps of files (SQLite maps only its index of the log, which is
 * made anew after a power cut), and descriptors that were duplicated.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define MOST_FILES 1024
#define LONGEST 512
#define SECTOR 512

enum failure { NONE, EIO_, ENOSPC_, SHORT_, TORN_ };

static char folder[LONGEST];
static size_t folder_length;
static int log_file = -1;
static long fail_at;
static int fail_for_ever;
static enum failure fail_how;
static char fail_word[64];
static const char *full_flag;
static long sync_us;

static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
static long calls;
static char paths[MOST_FILES][LONGEST];

#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
    const char *said = getenv("SHIM_FOLDER");
    if (!said || strlen(said) >= LONGEST) return;
    strcpy(folder, said);
    folder_length = strlen(folder);
    if ((said = getenv("SHIM_LOG"))) {
        int low = (int)syscall(SYS_openat, AT_FDCWD, said,
                               O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        log_file = (int)syscall(SYS_fcntl, low, F_DUPFD_CLOEXEC, 900);
        syscall(SYS_close, low);
        if (log_file < 0) abort();
    }
    if ((said = getenv("SHIM_FAIL"))) {
        char *rest;
        fail_at = strtol(said, &rest, 10);
        if (*rest == '+') { fail_for_ever = 1; rest++; }
        if (*rest == ':') rest++;
        if (!strncmp(rest, "eio", 3)) fail_how = EIO_;
        else if (!strncmp(rest, "enospc", 6)) fail_how = ENOSPC_;
        else if (!strncmp(rest, "short", 5)) fail_how = SHORT_;
        else if (!strncmp(rest, "torn", 4)) fail_how = TORN_;
        else abort();
        if ((rest = strchr(rest, ':'))) snprintf(fail_word, sizeof fail_word, "%s", rest + 1);
    }
    full_flag = getenv("SHIM_FULL");
    if ((said = getenv("SHIM_SYNC_US"))) sync_us = strtol(said, NULL, 10);
}

static int is_ours(const char *path) {
    return folder_length && path && !strncmp(path, folder, folder_length) &&
           (path[folder_length] == '/' || path[folder_length] == 0);
}

/* The path that a descriptor was opened by, if it is one of the folder's. */
static const char *path_of(int file) {
    return file >= 0 && file < MOST_FILES && paths[file][0] ? paths[file] : NULL;
}

static uint64_t inode_of(int file) {
    struct stat found;
    return fstat(file, &found) == 0 ? found.st_ino : 0;
}

/* One record: kind, failed, call, inode, offset, two lengths, path, data. */
static void note(char kind, int failed, uint64_t inode, int64_t offset, const char *path,
                 const void *data, size_t length) {
    if (log_file < 0) return;
    struct __attribute__((packed)) {
        char kind, failed;
        uint64_t call, inode;
        int64_t offset;
        uint32_t path_length, data_length;
    } head = {kind, (char)failed, (uint64_t)calls, inode, offset,
              (uint32_t)(path ? strlen(path) : 0), (uint32_t)length};
    struct iovec parts[3] = {{&head, sizeof head},
                             {(void *)path, head.path_length},
                             {(void *)data, length}};
    if (syscall(SYS_writev, log_file, parts, 3) !=
        (long)(sizeof head + head.path_length + length))
        abort();
}

/* Whether nothing is asked for but delays, so that no order is needed. */
static int is_idle(void) { return log_file < 0 && fail_how == NONE && !full_flag; }

/* Counts a call, and says how it is to fail. `grows` is whether it needs room. */
static enum failure count(const char *path, int grows) {
    if (grows && full_flag && syscall(SYS_faccessat, AT_FDCWD, full_flag, F_OK) == 0)
        return ENOSPC_;
    if (fail_word[0] && !strstr(path, fail_word)) return NONE;
    calls++;
    if (fail_how == NONE || (fail_for_ever ? calls < fail_at : calls != fail_at)) return NONE;
    if (fail_how == ENOSPC_ && !grows) return NONE;
    return fail_how;
}

static int code(enum failure how) { return how == ENOSPC_ ? ENOSPC : EIO; }

static void keep(int file, const char *path) {
    if (file >= 0 && file < MOST_FILES) snprintf(paths[file], LONGEST, "%s", path);
}

static int opened(const char *path, int flags, mode_t mode) {
    if (is_idle()) {
        int file = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
        keep(file, path);
        return file;
    }
    pthread_mutex_lock(&order);
    int is_new = (flags & O_CREAT) && syscall(SYS_faccessat, AT_FDCWD, path, F_OK) != 0;
    enum failure how = count(path, is_new);
    int file = -1, why = 0;
    if (how == EIO_ || how == ENOSPC_) {
        why = code(how);
    } else {
        file = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
        why = errno;
        keep(file, path);
    }
    if (file >= 0 && is_new) note('C', 0, inode_of(file), 0, path, NULL, 0);
    else if (file >= 0 && (flags & O_TRUNC)) note('T', 0, inode_of(file), 0, path, NULL, 0);
    else note('o', file < 0, 0, 0, path, NULL, 0);
    pthread_mutex_unlock(&order);
    errno = why;
    return file;
}

int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    if (is_ours(path)) return opened(path, flags, mode);
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    if (is_ours(path)) return opened(path, flags, mode);
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int close(int file) {
    REAL(close);
    if (file >= 0 && file < MOST_FILES) paths[file][0] = 0;
    return real(file);
}

/* Half of it: in whole sectors where there are some. */
static size_t half(size_t length) {
    size_t part = length / 2;
    return part > SECTOR ? part - part % SECTOR : part;
}

static ssize_t written(int file, const void *data, size_t length, int64_t offset, int placed) {
    const char *path = path_of(file);
    pthread_mutex_lock(&order);
    enum failure how = count(path, 1);
    int64_t at = placed ? offset : (int64_t)syscall(SYS_lseek, file, 0, SEEK_CUR);
    size_t part = how == NONE ? length : how == SHORT_ || how == TORN_ ? half(length) : 0;
    ssize_t done = 0;
    int why = 0;
    if (part || how == NONE) {
        done = placed ? syscall(SYS_pwrite64, file, data, part, offset)
                      : syscall(SYS_write, file, data, part);
        why = errno;
        if (done > 0) note('W', how != NONE, inode_of(file), at, path, data, (size_t)done);
    } else {
        note('w', 1, inode_of(file), at, path, NULL, 0);
    }
    if (how == EIO_ || how == ENOSPC_ || how == TORN_) {
        /* Where it stood before: SQLite seeks anew, others must not skip. */
        if (!placed && done > 0) syscall(SYS_lseek, file, at, SEEK_SET);
        done = -1;
        why = code(how);
    }
    pthread_mutex_unlock(&order);
    errno = why;
    return done;
}

ssize_t write(int file, const void *data, size_t length) {
    if (file == STDOUT_FILENO && log_file >= 0) {
        pthread_mutex_lock(&order);
        note('A', 0, 0, 0, NULL, data, length);
        pthread_mutex_unlock(&order);
    }
    if (path_of(file) && !is_idle()) return written(file, data, length, 0, 0);
    return syscall(SYS_write, file, data, length);
}
ssize_t pwrite(int file, const void *data, size_t length, off_t offset) {
    if (path_of(file) && !is_idle()) return written(file, data, length, offset, 1);
    return syscall(SYS_pwrite64, file, data, length, offset);
}
ssize_t pwrite64(int file, const void *data, size_t length, off64_t offset) {
    return pwrite(file, data, length, offset);
}

static ssize_t got(int file, void *data, size_t length, int64_t offset, int placed) {
    pthread_mutex_lock(&order);
    enum failure how = count(path_of(file), 0);
    if (how == SHORT_ && length > 1) length /= 2;
    ssize_t done = -1;
    int why = EIO;
    if (how == NONE || how == SHORT_) {
        done = placed ? syscall(SYS_pread64, file, data, length, offset)
                      : syscall(SYS_read, file, data, length);
        why = errno;
    }
    note('r', how != NONE, 0, offset, path_of(file), NULL, 0);
    pthread_mutex_unlock(&order);
    errno = why;
    return done;
}

ssize_t read(int file, void *data, size_t length) {
    if (path_of(file) && !is_idle()) return got(file, data, length, 0, 0);
    return syscall(SYS_read, file, data, length);
}
ssize_t pread(int file, void *data, size_t length, off_t offset) {
    if (path_of(file) && !is_idle()) return got(file, data, length, offset, 1);
    return syscall(SYS_pread64, file, data, length, offset);
}
ssize_t pread64(int file, void *data, size_t length, off64_t offset) {
    return pread(file, data, length, offset);
}

int ftruncate(int file, off_t size) {
    const char *path = path_of(file);
    if (!path || is_idle()) return (int)syscall(SYS_ftruncate, file, size);
    pthread_mutex_lock(&order);
    enum failure how = count(path, 1);
    int done = how == NONE ? (int)syscall(SYS_ftruncate, file, size) : -1;
    int why = how == NONE ? errno : code(how);
    note('T', done < 0, inode_of(file), size, path, NULL, 0);
    pthread_mutex_unlock(&order);
    errno = why;
    return done;
}
int ftruncate64(int file, off64_t size) { return ftruncate(file, size); }

static int synced(int file, long call) {
    const char *path = path_of(file);
    if (path && sync_us) {
        struct timespec pause = {sync_us / 1000000, sync_us % 1000000 * 1000};
        nanosleep(&pause, NULL);
    }
    if (!path || is_idle()) return (int)syscall(call, file);
    pthread_mutex_lock(&order);
    enum failure how = count(path, 1);
    int done = how == NONE ? (int)syscall(call, file) : -1;
    int why = how == NONE ? errno : code(how);
    note('S', done < 0, inode_of(file), 0, path, NULL, 0);
    pthread_mutex_unlock(&order);
    errno = why;
    return done;
}
int fsync(int file) { return synced(file, SYS_fsync); }
int fdatasync(int file) { return synced(file, SYS_fdatasync); }

/* Names: `to` is NULL where a name is only taken away. */
static int named(char kind, const char *from, const char *to) {
    pthread_mutex_lock(&order);
    enum failure how = count(from, kind == 'L');
    int done = -1, why = code(how);
    if (how == NONE || how == SHORT_) {
        done = (int)(kind == 'U'   ? syscall(SYS_unlinkat, AT_FDCWD, from, 0)
                     : kind == 'R' ? syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0)
                                   : syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
        why = errno;
    }
    note(kind, done < 0, 0, 0, from, to, to ? strlen(to) : 0);
    pthread_mutex_unlock(&order);
    errno = why;
    return done;
}

int unlink(const char *path) {
    if (is_ours(path) && !is_idle()) return named('U', path, NULL);
    return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}
int rename(const char *from, const char *to) {
    if ((is_ours(from) || is_ours(to)) && !is_idle()) return named('R', from, to);
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}
int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    if ((is_ours(from) || is_ours(to)) && !is_idle()) return named('L', from, to);
    return (int)syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
}
int link(const char *from, const char *to) {
    if ((is_ours(from) || is_ours(to)) && !is_idle()) return named('L', from, to);
    return (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
}
