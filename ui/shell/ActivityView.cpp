#include "ui/shell/ActivityView.h"

#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/shell/RunText.h"
#include "ui/widget/PlainLabel.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QProgressBar>

using namespace Qt::StringLiterals;

namespace syncline::ui {

ActivityView::ActivityView(QWidget *parent)
    : QWidget(parent),
      m_button(new QToolButton(this)),
      m_progress(new QProgressBar(this)),
      m_cancel(makeIconButton(u"stop"_s, u"activity.cancel"_s, tr("Cancel"), this))
{
    setObjectName(u"activity"_s);
    m_button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_button->setFocusPolicy(Qt::TabFocus);
    nameControl(m_button, u"activity.button"_s, tr("Running work"));
    connect(m_button, &QToolButton::clicked, this, &ActivityView::showMenu);
    m_progress->setFixedSize(120, space::unit);
    m_progress->setTextVisible(false);
    nameControl(m_progress, u"activity.progress"_s, tr("Progress"));
    connect(m_cancel, &QToolButton::clicked, this, [this] {
        if (m_runs.size() == 1)
            Q_EMIT cancelRequested(raw(m_runs.front().id));
        else
            showMenu();
    });
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::small, 0, space::small, 0);
    layout->setSpacing(space::small);
    layout->addWidget(m_button);
    layout->addWidget(m_progress);
    layout->addWidget(m_cancel);
    setRuns({});
}

void ActivityView::setRuns(std::vector<RunInfo> runs)
{
    m_runs = std::move(runs);
    const bool isBusy = !m_runs.empty();
    m_progress->setVisible(isBusy);
    m_cancel->setVisible(isBusy);
    m_button->setVisible(isBusy);
    if (!isBusy) {
        m_button->setText({});
        return;
    }
    const RunInfo &first = m_runs.front();
    const int percent = runPercent(first);
    if (m_runs.size() > 1)
        m_button->setText(tr("%n runs", nullptr, static_cast<int>(m_runs.size())));
    else
        m_button->setText(percent < 0 ? runTitle(first)
                                      : tr("%1 · %2 %").arg(runTitle(first)).arg(percent));
    m_progress->setRange(0, percent < 0 ? 0 : 100);
    m_progress->setValue(qMax(0, percent));
}

QString ActivityView::text() const
{
    return m_button->text();
}

void ActivityView::showMenu()
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"activity.menu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const RunInfo &run : m_runs) {
        QString title = runTitle(run);
        title.replace(u'&', u"&&"_s);
        menu->addAction(themedIcon(runKindIcon(run.kind)), tr("Show %1").arg(title), this,
                        [this, id = raw(run.id)] { Q_EMIT showRequested(id); });
        menu->addAction(themedIcon(u"stop"_s), tr("Cancel %1").arg(title), this,
                        [this, id = raw(run.id)] { Q_EMIT cancelRequested(id); });
    }
    menu->popup(m_button->mapToGlobal(QPoint(0, m_button->height())));
}

} // namespace syncline::ui
