#include "ui/transfer/RunWatch.h"

#include "ui/base/WhenDone.h"
#include "ui/shell/RunText.h"

namespace syncline::ui {

RunWatch::RunWatch(Engine *engine, RunId run, QObject *parent)
    : QObject(parent),
      m_run(run)
{
    connect(engine, &Engine::runChanged, this, &RunWatch::take);
    whenDone(engine->run(run), this, [this](const Result<RunInfo> &info) {
        if (info)
            take(info.value());
    });
}

void RunWatch::take(const RunInfo &info)
{
    if (info.id != m_run || m_hasEnded)
        return;
    Q_EMIT progressed(info);
    if (isRunning(info))
        return;
    m_hasEnded = true;
    Q_EMIT ended(info);
}

} // namespace syncline::ui
