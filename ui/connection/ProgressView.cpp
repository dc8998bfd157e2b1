#include "ui/connection/ProgressView.h"

#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/shell/RunText.h"
#include "ui/widget/PlainLabel.h"

#include <QGridLayout>
#include <QProgressBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int rowsPerLine = 2;
} // namespace

ProgressView::ProgressView(QWidget *parent)
    : QWidget(parent),
      m_layout(new QGridLayout(this))
{
    setObjectName(u"progress"_s);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setHorizontalSpacing(space::medium);
    m_layout->setVerticalSpacing(space::tight);
    m_layout->setColumnStretch(1, 1);
}

void ProgressView::addLine()
{
    const int row = static_cast<int>(m_lines.size()) * rowsPerLine;
    Line line{};
    line.model = makeLabel({}, LabelRole::Heading, this);
    line.bar = new QProgressBar(this);
    line.bar->setTextVisible(false);
    line.bar->setFixedHeight(space::unit);
    line.bar->setMinimumWidth(48);
    line.count = makeLabel({}, this);
    line.count->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    line.rate = new ElidedLabel({}, this);
    line.rate->setProperty("role", u"muted"_s);
    m_layout->addWidget(line.model, row, 0);
    m_layout->addWidget(line.bar, row, 1, Qt::AlignVCenter);
    m_layout->addWidget(line.count, row, 2);
    m_layout->addWidget(line.rate, row + 1, 0, 1, 3);
    m_lines.push_back(line);
}

void ProgressView::setRun(const RunInfo &run)
{
    while (m_lines.size() < run.models.size())
        addLine();
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const bool isUsed = i < run.models.size();
        for (QWidget *part : std::initializer_list<QWidget *>{m_lines[i].model, m_lines[i].bar,
                                                              m_lines[i].count, m_lines[i].rate})
            part->setVisible(isUsed);
        if (isUsed)
            fill(m_lines[i], run.models[i], run.state);
    }
}

void ProgressView::fill(const Line &line, const ModelProgress &progress, RunState state)
{
    const bool isRunningNow = state == RunState::Running;
    const std::int64_t done = doneCount(progress.counts);
    line.model->setText(displayLine(progress.model, 60));
    nameControl(line.bar, u"progress."_s + toQString(progress.model),
                tr("Progress of %1").arg(displayLine(progress.model, 60)));
    line.bar->setVisible(isRunningNow);
    const bool isKnown = progress.expected >= 0;
    line.bar->setRange(0, isKnown ? 1000 : 0);
    line.bar->setValue(
        isKnown && progress.expected > 0
            ? static_cast<int>(std::min<std::int64_t>(1000, done * 1000 / progress.expected))
            : 0);
    line.count->setText(isKnown && isRunningNow
                            ? tr("%1 of %2").arg(countText(done), countText(progress.expected))
                            : countText(done));
    QStringList words{countsText(progress.counts)};
    if (isRunningNow) {
        words.append(rateText(progress.ratePerSecond));
        const std::int64_t left = remainingMs(progress);
        if (left > 0)
            words.append(tr("%1 left").arg(durationText(left)));
        words.append(displayLine(progress.note, 120));
    }
    words.removeAll(QString());
    if (words.isEmpty() && state == RunState::Completed)
        words.append(tr("nothing new"));
    line.rate->setText(words.join(u" · "_s));
}

QString ProgressView::lineText(int line) const
{
    const Line &shown = m_lines.at(static_cast<std::size_t>(line));
    return shown.model->text() + u": "_s + shown.count->text() + u" · "_s + shown.rate->text();
}

} // namespace syncline::ui
