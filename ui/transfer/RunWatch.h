#pragma once

#include "core/engine/Engine.h"

#include <QObject>

namespace syncline::ui {

/** Follows one run to its end, which is told once, also when it came before anybody listened. */
class RunWatch final : public QObject
{
    Q_OBJECT

public:
    RunWatch(Engine *engine, RunId run, QObject *parent);

    [[nodiscard]] RunId run() const { return m_run; }

Q_SIGNALS:
    void progressed(const syncline::RunInfo &info);
    void ended(const syncline::RunInfo &info);

private:
    void take(const RunInfo &info);

    const RunId m_run;
    bool m_hasEnded = false;
};

} // namespace syncline::ui
