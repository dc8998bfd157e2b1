#pragma once

#include "core/engine/EngineTypes.h"

#include <QWidget>

#include <vector>

class QGridLayout;
class QLabel;
class QProgressBar;

namespace syncline::ui {

/** Per model of a sync: how many, of how many, how fast, how long still, what it is doing. Updates
 * in place. */
class ProgressView final : public QWidget
{
    Q_OBJECT

public:
    explicit ProgressView(QWidget *parent);

    void setRun(const RunInfo &run);
    /** The words of a line, for tests and assistive programs. */
    [[nodiscard]] QString lineText(int line) const;

private:
    struct Line
    {
        QLabel *model;
        QProgressBar *bar;
        QLabel *count;
        QLabel *rate;
    };
    void addLine();
    void fill(const Line &line, const ModelProgress &progress, RunState state);

    QGridLayout *m_layout;
    std::vector<Line> m_lines;
};

} // namespace syncline::ui
