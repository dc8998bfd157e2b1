#include "tests/store/KillPoint.h"

#include <atomic>
#include <dlfcn.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace syncline::test {

namespace {

std::atomic<int> s_steps = 0;
std::atomic<int> s_killAt = 0;
std::atomic<bool> s_counts = false;

void step()
{
    if (s_counts && ++s_steps == s_killAt)
        _exit(killedCode);
}

int traced(unsigned, void *, void *, void *)
{
    step();
    return 0;
}

int watch(sqlite3 *database, const char **, const sqlite3_api_routines *)
{
    return sqlite3_trace_v2(database, SQLITE_TRACE_STMT, traced, nullptr);
}

template <typename Function>
Function real(const char *name)
{
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

} // namespace

void prepareKill()
{
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(watch));
}

void killAt(int nth)
{
    s_steps = 0;
    s_killAt = nth;
    s_counts = true;
}

int killSteps()
{
    return s_steps;
}

} // namespace syncline::test

using syncline::test::real;
using syncline::test::step;

extern "C" {

int rename(const char *from, const char *to) noexcept
{
    step();
    return real<int (*)(const char *, const char *)>("rename")(from, to);
}
int fsync(int descriptor)
{
    step();
    return real<int (*)(int)>("fsync")(descriptor);
}
int fdatasync(int descriptor)
{
    step();
    return real<int (*)(int)>("fdatasync")(descriptor);
}
int unlink(const char *path) noexcept
{
    step();
    return real<int (*)(const char *)>("unlink")(path);
}
int rmdir(const char *path) noexcept
{
    step();
    return real<int (*)(const char *)>("rmdir")(path);
}
int mkdir(const char *path, mode_t mode) noexcept
{
    step();
    return real<int (*)(const char *, mode_t)>("mkdir")(path, mode);
}
}
