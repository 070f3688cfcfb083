/* Loaded before the C library: counts the calls that touch files below a folder, and lets one of them fail.

   Off until fault_arm is called in the process. Before call number `at` of the chosen classes takes effect, the process
   is killed, or the call returns an error; a write is half done first, as a real one may be. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { READING = 1, CREATING = 2, FILLING = 4, NAMING = 8, REMOVING = 16, OWNING = 32, CLOSING = 64 };
enum { DIE = -1, SHORT = -2 };

static char scope[PATH_MAX];
static size_t scope_length;
static long at, count;
static int fault, classes, stays, report = -1;

void fault_arm(const char *folder, long number, int error, int wanted, int sticky, int told) {
    strncpy(scope, folder, PATH_MAX - 1);
    at = number, fault = error, classes = wanted, stays = sticky, report = told, count = 0;
    scope_length = strlen(scope);
}

long fault_disarm(void) {
    scope_length = 0;
    return count;
}

/* The C library's own function of a name. */
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int below(const char *path) {
    return !strncmp(path, scope, scope_length) && (path[scope_length] == '/' || !path[scope_length]);
}

static void absolute(char *to, int folder, const char *path) {
    char link[64];
    ssize_t length = 0;
    if (path[0] != '/') {
        snprintf(link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
        length = readlink(link, to, PATH_MAX - 2);
        length = length < 0 ? 0 : length;
        to[length++] = '/';
    }
    snprintf(to + length, PATH_MAX - length, "%s", path);
}

static void tell(const char *call, const char *path) {
    char line[PATH_MAX + 64];
    int length = snprintf(line, sizeof line, "%s %s\n", call, path);
    if (REAL(write)(report, line, length) < 0) report = -1;
}

/* Whether this call fails; in a killed process it does not return. */
static int hits(const char *call, int class, int folder, const char *path) {
    char whole[PATH_MAX];
    int saved = errno;
    if (!scope_length || !(classes & class)) return 0;
    absolute(whole, folder, path);
    errno = saved;
    if (!below(whole)) return 0;
    count++;
    if (count != at && !(stays && count > at && at > 0)) return 0;
    if (count == at && report >= 0) tell(call, whole);
    if (fault == DIE) kill(getpid(), SIGKILL);
    if (fault == SHORT) return 0;
    errno = fault;
    return 1;
}

/* Where an open file lies; 0 where that is nowhere, as with a pipe. */
static int path_of(int handle, char *path) {
    char link[64];
    int saved = errno;
    ssize_t length;
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    length = readlink(link, path, PATH_MAX - 1);
    errno = saved;
    path[length < 0 ? 0 : length] = 0;
    return path[0] == '/';
}

static int hits_open_file(const char *call, int class, int handle) {
    char path[PATH_MAX];
    if (!scope_length || !(classes & class) || !path_of(handle, path)) return 0;
    return hits(call, class, AT_FDCWD, path);
}

#define OPENS(name, folder, ...)                                                                \
    int mode = 0;                                                                               \
    int class = (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) ? CREATING : READING;         \
    if (flags & O_CREAT) {                                                                      \
        va_list rest;                                                                           \
        va_start(rest, flags);                                                                  \
        mode = va_arg(rest, int);                                                               \
        va_end(rest);                                                                           \
    }                                                                                           \
    if (hits("open", class, folder, path)) return -1;                                           \
    return REAL(name)(__VA_ARGS__, flags, mode);

int open(const char *path, int flags, ...) { OPENS(open, AT_FDCWD, path) }
int open64(const char *path, int flags, ...) { OPENS(open64, AT_FDCWD, path) }
int openat(int folder, const char *path, int flags, ...) { OPENS(openat, folder, folder, path) }
int openat64(int folder, const char *path, int flags, ...) { OPENS(openat64, folder, folder, path) }

/* A write that ends the process, or that is short, has written half of its bytes. */
ssize_t write(int handle, const void *bytes, size_t size) {
    char path[PATH_MAX];
    int last = scope_length && (classes & FILLING) && fault < 0 && count + 1 == at;
    if (last && path_of(handle, path) && below(path)) {
        ssize_t done = REAL(write)(handle, bytes, size > 1 ? size / 2 : size);
        hits("write", FILLING, AT_FDCWD, path);
        return done;
    }
    if (hits_open_file("write", FILLING, handle)) return -1;
    return REAL(write)(handle, bytes, size);
}

#define BY_HANDLE(name, class, result, types, names)                                            \
    result name types {                                                                         \
        if (hits_open_file(#name, class, handle)) return -1;                                    \
        return REAL(name) names;                                              \
    }
#define BY_PATH(name, class, folder, result, types, names)                                      \
    result name types {                                                                         \
        if (hits(#name, class, folder, path)) return -1;                                        \
        return REAL(name) names;                                              \
    }

BY_HANDLE(pwrite, FILLING, ssize_t, (int handle, const void *bytes, size_t size, off_t to), (handle, bytes, size, to))
BY_HANDLE(pwrite64, FILLING, ssize_t, (int handle, const void *bytes, size_t size, off64_t to), (handle, bytes, size, to))
/* The disk need not turn: a process that is killed loses nothing that the system has. */
int fsync(int handle) {
    if (hits_open_file("fsync", FILLING, handle)) return -1;
    return scope_length ? 0 : REAL(fsync)(handle);
}

BY_HANDLE(fdatasync, FILLING, int, (int handle), (handle))
BY_HANDLE(ftruncate, FILLING, int, (int handle, off_t size), (handle, size))
BY_HANDLE(ftruncate64, FILLING, int, (int handle, off64_t size), (handle, size))
BY_HANDLE(fchmod, OWNING, int, (int handle, mode_t mode), (handle, mode))
BY_HANDLE(fchown, OWNING, int, (int handle, uid_t user, gid_t group), (handle, user, group))

BY_PATH(truncate, FILLING, AT_FDCWD, int, (const char *path, off_t size), (path, size))
BY_PATH(truncate64, FILLING, AT_FDCWD, int, (const char *path, off64_t size), (path, size))
BY_PATH(chmod, OWNING, AT_FDCWD, int, (const char *path, mode_t mode), (path, mode))
BY_PATH(fchmodat, OWNING, folder, int, (int folder, const char *path, mode_t mode, int flags), (folder, path, mode, flags))
BY_PATH(chown, OWNING, AT_FDCWD, int, (const char *path, uid_t user, gid_t group), (path, user, group))
BY_PATH(lchown, OWNING, AT_FDCWD, int, (const char *path, uid_t user, gid_t group), (path, user, group))
BY_PATH(mkdir, NAMING, AT_FDCWD, int, (const char *path, mode_t mode), (path, mode))
BY_PATH(mkdirat, NAMING, folder, int, (int folder, const char *path, mode_t mode), (folder, path, mode))
BY_PATH(rename, NAMING, AT_FDCWD, int, (const char *path, const char *to), (path, to))
BY_PATH(renameat, NAMING, folder, int, (int folder, const char *path, int other, const char *to), (folder, path, other, to))
BY_PATH(link, NAMING, AT_FDCWD, int, (const char *path, const char *to), (path, to))
BY_PATH(linkat, NAMING, folder, int, (int folder, const char *path, int other, const char *to, int flags), (folder, path, other, to, flags))
BY_PATH(unlink, REMOVING, AT_FDCWD, int, (const char *path), (path))
BY_PATH(unlinkat, REMOVING, folder, int, (int folder, const char *path, int flags), (folder, path, flags))
BY_PATH(rmdir, REMOVING, AT_FDCWD, int, (const char *path), (path))

int symlink(const char *to, const char *path) {
    if (hits("symlink", NAMING, AT_FDCWD, path)) return -1;
    return REAL(symlink)(to, path);
}

/* The file is closed even where closing it is said to have failed. */
int close(int handle) {
    int fails = hits_open_file("close", CLOSING, handle);
    int error = errno, done = REAL(close)(handle);
    if (!fails) return done;
    errno = error;
    return -1;
}
