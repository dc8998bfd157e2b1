#pragma once

#include <QObject>

#include <atomic>
#include <functional>
#include <memory>

class QSocketNotifier;

namespace syncline::cli {

/**
 * SIGINT, SIGTERM and, unless nohup asked to ignore it, SIGHUP as a signal of Qt. The first is
 * told, in the event loop; a second SIGINT ends the program at once (exit code 130). SIGPIPE is
 * ignored, so that writing to nobody is an error and not an end. One at a time in a process.
 */
class Interrupts final : public QObject
{
    Q_OBJECT

public:
    Interrupts();
    ~Interrupts() override;
    /** Set in the signal handler itself, before interrupted(). */
    [[nodiscard]] const std::atomic<bool> &flag() const;

Q_SIGNALS:
    void interrupted();

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
    bool m_takesHangup = false;
};

} // namespace syncline::cli
