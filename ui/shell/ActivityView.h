#pragma once

#include "core/engine/EngineTypes.h"

#include <QHash>
#include <QToolButton>

#include <vector>

class QLabel;
class QProgressBar;

namespace syncline::ui {

/** The toolbar's word about what runs: one line with progress, and a menu with every run and its
 * Cancel. */
class ActivityView final : public QWidget
{
    Q_OBJECT

public:
    explicit ActivityView(QWidget *parent = nullptr);

    void setRuns(std::vector<RunInfo> runs);
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void cancelRequested(qint64 run);
    void showRequested(qint64 run);

private:
    void showMenu();

    QToolButton *m_button;
    QProgressBar *m_progress;
    QToolButton *m_cancel;
    std::vector<RunInfo> m_runs;
};

} // namespace syncline::ui
