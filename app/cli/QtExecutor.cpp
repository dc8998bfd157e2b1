#include "app/cli/QtExecutor.h"

#include <QThread>
#include <QTimer>

namespace syncline::cli {

void QtExecutor::post(std::function<void()> function)
{
    QMetaObject::invokeMethod(&m_context, std::move(function), Qt::QueuedConnection);
}

void QtExecutor::postAfter(std::chrono::milliseconds delay, std::function<void()> function)
{
    QObject *context = &m_context;
    // A timer starts on the thread that it will fire on.
    post([context, delay, function = std::move(function)]() mutable {
        QTimer::singleShot(delay, context, std::move(function));
    });
}

bool QtExecutor::isCurrent() const
{
    return QThread::currentThread() == m_context.thread();
}

} // namespace syncline::cli
