#pragma once

#include "core/base/Executor.h"

#include <QObject>

namespace syncline::cli {

/** Runs functions on the thread of a QObject, from its event loop. The object outlives this; what
 * is still queued when it goes is dropped. */
class QtExecutor final : public Executor
{
public:
    explicit QtExecutor(QObject &context)
        : m_context(context)
    {
    }
    void post(std::function<void()> function) override;
    void postAfter(std::chrono::milliseconds delay, std::function<void()> function) override;
    [[nodiscard]] bool isCurrent() const override;

private:
    QObject &m_context;
};

} // namespace syncline::cli
