#include "ui/records/PendingBar.h"

#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/widget/PlainLabel.h"

#include <QHBoxLayout>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

PendingBar::PendingBar(QWidget *parent)
    : QFrame(parent),
      m_text(new ElidedLabel({}, this))
{
    setObjectName(u"records.pendingBar"_s);
    setProperty("banner", u"info"_s);
    m_text->setObjectName(u"records.pendingText"_s);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::medium, space::tight, space::medium, space::tight);
    layout->addWidget(m_text, 1);
    m_log = addButton(tr("Show Log"), u"pending.log"_s, tr("What the run wrote to the log"));
    m_cancel = addButton(tr("Stop"), u"pending.stop"_s,
                         tr("Stop before the next record; what was applied stays"));
    m_undo = addButton(tr("Undo"), u"pending.undo"_s,
                       tr("Set everything back to what it was before it was applied"));
    m_close = addButton(tr("Close"), u"pending.close"_s, tr("Hide this line"));
    m_discard = addButton(tr("Discard"), u"pending.discard"_s,
                          tr("Forget all changes that were not applied"));
    m_review =
        addButton(tr("Review…"), u"pending.review"_s, tr("See every change, before and after"));
    m_apply = addButton(tr("Apply"), u"pending.apply"_s, tr("Apply all changes (Ctrl+S)"));
    m_apply->setProperty("primary", true);
    connect(m_log, &QPushButton::clicked, this, &PendingBar::logRequested);
    connect(m_cancel, &QPushButton::clicked, this, &PendingBar::cancelRequested);
    connect(m_undo, &QPushButton::clicked, this, &PendingBar::undoRequested);
    connect(m_close, &QPushButton::clicked, this, &QWidget::hide);
    connect(m_discard, &QPushButton::clicked, this, &PendingBar::discardRequested);
    connect(m_review, &QPushButton::clicked, this, &PendingBar::reviewRequested);
    connect(m_apply, &QPushButton::clicked, this, &PendingBar::applyRequested);
    hide();
}

QPushButton *PendingBar::addButton(const QString &text, const QString &name, const QString &help)
{
    auto *button = new QPushButton(text, this);
    nameControl(button, name, help);
    button->setToolTip(plainToolTip(help));
    layout()->addWidget(button);
    return button;
}

void PendingBar::showText(const QString &text, Tone tone)
{
    const QString kind = tone == Tone::Error     ? u"error"_s
                         : tone == Tone::Warning ? u"warning"_s
                                                 : u"info"_s;
    setStyleProperty(this, "banner", kind);
    m_text->setText(text);
    show();
}

void PendingBar::showButtons(std::initializer_list<QPushButton *> shown)
{
    for (QPushButton *button : {m_log, m_cancel, m_undo, m_close, m_discard, m_review, m_apply})
        button->setVisible(std::find(shown.begin(), shown.end(), button) != shown.end());
}

void PendingBar::showPending(const PendingEdits::Totals &totals)
{
    if (totals.records == 0) {
        hide();
        return;
    }
    const QString changes =
        totals.changes == 1 ? tr("1 change") : tr("%1 changes").arg(totals.changes);
    QString text = totals.records == 1
                       ? tr("%1 in 1 record, not applied yet").arg(changes)
                       : tr("%1 in %2 records, not applied yet").arg(changes).arg(totals.records);
    if (totals.failed > 0)
        text += u" · "_s + (totals.conflicts == totals.failed
                                ? tr("%1 changed meanwhile by somebody else").arg(totals.conflicts)
                                : tr("%1 could not be applied").arg(totals.failed));
    showText(text, totals.failed > 0 ? Tone::Warning : Tone::Info);
    showButtons({m_discard, m_review, m_apply});
}

void PendingBar::showRunning(int records)
{
    showText(records == 1 ? tr("Applying the changes of 1 record…")
                          : tr("Applying the changes of %1 records…").arg(countText(records)),
             Tone::Info);
    showButtons({m_cancel});
}

void PendingBar::showOutcome(const PendingApply::Summary &summary, const PendingEdits::Totals &left,
                             bool canUndo)
{
    QString text;
    if (summary.wasUndo)
        text = tr("Set back %1 of the records").arg(countText(summary.applied));
    else if (summary.applied == 1)
        text = tr("Applied to 1 record");
    else if (summary.applied > 1)
        text = tr("Applied to %1 records").arg(countText(summary.applied));
    else
        text = tr("Nothing was applied");
    if (summary.run != noRun)
        text += tr(" (run %1)").arg(raw(summary.run));
    if (summary.failed > 0)
        text += u" · "_s + (summary.failed == 1 ? tr("1 record failed")
                                                : tr("%1 records failed").arg(summary.failed));
    if (summary.error)
        text += u" · "_s + errorText(*summary.error);
    const bool isBad = summary.failed > 0 || summary.error;
    showText(text, isBad ? Tone::Error : Tone::Info);
    showButtons({m_close});
    m_log->setVisible(summary.run != noRun);
    m_undo->setVisible(canUndo);
    if (left.records > 0) {
        m_close->hide();
        for (QPushButton *button : {m_discard, m_review, m_apply})
            button->show();
    }
}

QString PendingBar::text() const
{
    return m_text->text();
}

} // namespace syncline::ui
