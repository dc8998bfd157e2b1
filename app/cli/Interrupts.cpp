#include "app/cli/Interrupts.h"

#include <QSocketNotifier>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace syncline::cli {

namespace {

// All that a signal handler may touch.
std::atomic<bool> s_isInterrupted = false;
std::array<int, 2> s_pipe{-1, -1};

void handleSignal(int signal)
{
    if (s_isInterrupted.exchange(true) && signal == SIGINT)
        _exit(130);
    const char byte = 1;
    const ssize_t written = write(s_pipe[1], &byte, 1);
    static_cast<void>(written); // a full pipe wakes the loop just as well
}

void setHandler(int signal, void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    // No SA_RESTART: a write that blocks must notice.
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, nullptr);
}

} // namespace

Interrupts::Interrupts()
{
    s_isInterrupted = false;
    if (pipe2(s_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    m_notifier = std::make_unique<QSocketNotifier>(s_pipe[0], QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
        std::array<char, 16> bytes{};
        while (read(s_pipe[0], bytes.data(), bytes.size()) > 0)
            continue;
        Q_EMIT interrupted();
    });
    setHandler(SIGINT, handleSignal);
    setHandler(SIGTERM, handleSignal);
    // Who ignores hang-ups was started by nohup, and wants to go on.
    struct sigaction hangup = {};
    m_takesHangup = sigaction(SIGHUP, nullptr, &hangup) == 0 && hangup.sa_handler != SIG_IGN;
    if (m_takesHangup)
        setHandler(SIGHUP, handleSignal);
    setHandler(SIGPIPE, SIG_IGN);
}

Interrupts::~Interrupts()
{
    setHandler(SIGINT, SIG_DFL);
    setHandler(SIGTERM, SIG_DFL);
    if (m_takesHangup)
        setHandler(SIGHUP, SIG_DFL);
    m_notifier.reset();
    for (int &end : s_pipe) {
        if (end >= 0)
            close(std::exchange(end, -1));
    }
}

const std::atomic<bool> &Interrupts::flag() const
{
    return s_isInterrupted;
}

} // namespace syncline::cli
