#include "ui/inspector/InspectorView.h"

#include "ui/base/Spacing.h"
#include "ui/inspector/RecordInspector.h"
#include "ui/inspector/RunView.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"

#include <QKeyEvent>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

InspectorView::InspectorView(const UiContext &context, QWidget *parent)
    : QWidget(parent),
      m_trailBar(makeBar(u"top"_s, this)),
      m_back(new QToolButton(m_trailBar)),
      m_stack(new QStackedWidget(this)),
      m_empty(new PageStateView(this)),
      m_record(new RecordInspector(context, this)),
      m_run(new RunView(context, this))
{
    setObjectName(u"inspector"_s);
    setMinimumWidth(240);
    m_back->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_back->setArrowType(Qt::LeftArrow);
    m_back->setFocusPolicy(Qt::TabFocus);
    nameControl(m_back, u"inspector.back"_s, tr("Back to where the link was"));
    connect(m_back, &QToolButton::clicked, this, &InspectorView::goBack);
    auto *bar = new QHBoxLayout(m_trailBar);
    bar->setContentsMargins(space::tight, space::tight, space::tight, space::tight);
    bar->addWidget(m_back);
    bar->addStretch();
    m_empty->showEmpty({u"record"_s,
                        tr("Nothing selected"),
                        tr("Select a record or a run, and its details are here."),
                        {}});
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_record);
    m_stack->addWidget(m_run);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_trailBar);
    layout->addWidget(m_stack, 1);
    m_trailBar->hide();
    connect(m_record, &RecordInspector::inspectRequested, this, &InspectorView::follow);
    connect(m_record, &RecordInspector::openRequested, this, &InspectorView::openRequested);
    connect(m_run, &RunView::inspectRequested, this, &InspectorView::follow);
    connect(m_run, &RunView::openRequested, this, &InspectorView::openRequested);
    connect(m_run, &RunView::logsRequested, this, &InspectorView::logsRequested);
}

void InspectorView::show(const InspectTarget &target)
{
    const bool isShown = m_trail.size() == 1 && m_trail.back() == target;
    if (!isShown) {
        m_trail.assign(1, target);
        showLast();
    }
    if (target.kind == InspectTarget::Kind::Record && !target.field.isEmpty())
        m_record->focusField(target.field);
}

void InspectorView::focusContent()
{
    m_stack->currentWidget()->setFocus(Qt::ShortcutFocusReason);
}

void InspectorView::follow(const InspectTarget &target)
{
    if (!m_trail.empty() && m_trail.back() == target)
        return;
    m_trail.push_back(target);
    showLast();
    m_back->setFocus(Qt::OtherFocusReason); // the link that was clicked goes away
}

void InspectorView::goBack()
{
    if (m_trail.size() < 2)
        return;
    m_trail.pop_back();
    showLast();
    if (m_trail.size() < 2)
        m_stack->currentWidget()->setFocus(Qt::OtherFocusReason);
}

void InspectorView::showLast()
{
    const InspectTarget shown = target();
    m_trailBar->setVisible(m_trail.size() > 1);
    if (m_trail.size() > 1) {
        const InspectTarget &before = m_trail.at(m_trail.size() - 2);
        m_back->setText(before.kind == InspectTarget::Kind::Run
                            ? tr("Run %1").arg(raw(before.run))
                            : before.model + u" "_s + QString::number(raw(before.record)));
    }
    switch (shown.kind) {
    case InspectTarget::Kind::None:
        m_stack->setCurrentWidget(m_empty);
        break;
    case InspectTarget::Kind::Record:
        m_record->show(shown.model, shown.record);
        m_stack->setCurrentWidget(m_record);
        break;
    case InspectTarget::Kind::Run:
        m_run->show(shown.run);
        m_stack->setCurrentWidget(m_run);
        break;
    }
}

void InspectorView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Backspace && m_trail.size() > 1)
        goBack();
    else if (event->key() == Qt::Key_Escape)
        Q_EMIT leaveRequested();
    else
        QWidget::keyPressEvent(event);
}

} // namespace syncline::ui
