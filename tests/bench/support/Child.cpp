#include "tests/bench/support/Child.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace syncline::bench {

namespace {

double seconds(const timeval &time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

struct Started
{
    pid_t pid = -1;
    int out = -1;
};

/** Starts @p words with its standard output in a pipe. */
Started startChild(const std::vector<std::string> &words)
{
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0)
        return {};
    std::vector<std::string> copies = words;
    std::vector<char *> arguments;
    for (std::string &word : copies)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const pid_t pid = fork();
    if (pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execvp(arguments.front(), arguments.data());
        std::perror(arguments.front());
        _exit(127);
    }
    close(ends[1]);
    return {.pid = pid, .out = ends[0]};
}

/** Reads until the end, or until @p stop has come. */
std::string readFrom(int descriptor, const char *stop)
{
    std::string text;
    std::array<char, 4096> bytes{};
    while (stop == nullptr || text.find(stop) == std::string::npos) {
        const ssize_t n = read(descriptor, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        text.append(bytes.data(), static_cast<std::size_t>(n));
    }
    return text;
}

} // namespace

Usage runChild(const std::vector<std::string> &words)
{
    Usage usage;
    const auto begin = std::chrono::steady_clock::now();
    const Started child = startChild(words);
    if (child.pid < 0)
        return usage;
    usage.out = readFrom(child.out, nullptr);
    close(child.out);
    int status = 0;
    rusage used{};
    if (wait4(child.pid, &status, 0, &used) < 0)
        return usage;
    usage.wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    usage.cpu = seconds(used.ru_utime) + seconds(used.ru_stime);
    usage.peakMb = used.ru_maxrss / 1024;
    usage.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return usage;
}

Service::Service(const std::vector<std::string> &words)
{
    const Started child = startChild(words);
    m_pid = child.pid;
    if (child.pid < 0)
        return;
    const std::string text = readFrom(child.out, "\n");
    close(child.out);
    if (const std::size_t end = text.find('\n'); end != std::string::npos)
        m_line = text.substr(0, end);
}

Service::~Service()
{
    if (m_pid < 0)
        return;
    kill(m_pid, SIGKILL);
    waitpid(m_pid, nullptr, 0);
}

} // namespace syncline::bench
