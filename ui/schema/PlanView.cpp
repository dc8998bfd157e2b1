#include "ui/schema/PlanView.h"

#include "core/base/TextSafe.h"
#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/widget/ItemViews.h"
#include "ui/widget/PlainLabel.h"

#include <QAction>
#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

constexpr std::size_t longestSql = 2000;

void addExamples(QTreeWidgetItem *parent, const std::vector<std::string> &examples)
{
    for (const std::string &example : examples)
        new QTreeWidgetItem(parent, {displayLine(example)});
}

QString iconOf(const SchemaStep &step)
{
    if (!step.blocker.empty())
        return u"error"_s;
    return step.rowsLost > 0 || step.rowsFailing > 0 ? u"problem"_s : u"check"_s;
}

void addStep(QTreeWidget *tree, const SchemaStep &step)
{
    auto *item = new QTreeWidgetItem(tree, {displayLine(step.summary)});
    item->setIcon(0, themedIcon(iconOf(step)));
    item->setData(0, Qt::ToolTipRole, plainToolTip(displayLine(step.summary)));
    if (!step.blocker.empty())
        new QTreeWidgetItem(item,
                            {PlanView::tr("Not possible: %1").arg(displayLine(step.blocker))});
    if (step.rowsTouched > 0)
        new QTreeWidgetItem(
            item, {PlanView::tr("%1 records are rewritten").arg(countText(step.rowsTouched))});
    if (step.rowsLost > 0) {
        auto *lost = new QTreeWidgetItem(
            item, {PlanView::tr("%1 values or records are lost").arg(countText(step.rowsLost))});
        addExamples(lost, step.lossExamples);
    }
    if (step.rowsFailing > 0) {
        auto *failing = new QTreeWidgetItem(
            item, {PlanView::tr("%1 records do not fit, and cannot be saved before they are mended")
                       .arg(countText(step.rowsFailing))});
        addExamples(failing, step.failExamples);
    }
    const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    for (const std::string &sql : step.sql) {
        auto *line = new QTreeWidgetItem(item, {displayLine(sql, longestSql)});
        line->setFont(0, fixed);
        line->setData(0, Qt::UserRole, toQString(sql));
        line->setData(0, Qt::ToolTipRole, plainToolTip(displayLine(sql, longestSql)));
    }
    item->setExpanded(!step.blocker.empty() || step.rowsLost > 0 || step.rowsFailing > 0);
}

} // namespace

std::int64_t lostBy(const SchemaPlan &plan)
{
    std::int64_t lost = 0;
    for (const SchemaStep &step : plan.steps)
        lost += step.rowsLost;
    return lost;
}

QString blockerOf(const SchemaPlan &plan)
{
    for (const SchemaStep &step : plan.steps) {
        if (!step.blocker.empty())
            return displayLine(step.blocker);
    }
    return {};
}

QString lossQuestion(const SchemaPlan &plan)
{
    QStringList lines;
    for (const SchemaStep &step : plan.steps) {
        if (step.rowsLost > 0)
            lines.append(u"• "_s + displayLine(step.summary));
    }
    QString text = PlanView::tr("%1 values or records are lost:").arg(countText(lostBy(plan)));
    text += u'\n' + lines.mid(0, 12).join(u'\n');
    if (lines.size() > 12)
        text += u'\n' + PlanView::tr("and %1 more").arg(lines.size() - 12);
    if (plan.backupBytes > 0)
        text += u"\n\n"_s +
                PlanView::tr("A backup of %1 is made before, and the change can be undone.")
                    .arg(toQString(text::humanSize(static_cast<std::uint64_t>(plan.backupBytes))));
    return text;
}

PlanView::PlanView(QWidget *parent)
    : QWidget(parent),
      m_head(makeLabel({}, LabelRole::Muted, this)),
      m_tree(new QTreeWidget(this))
{
    setObjectName(u"plan"_s);
    m_head->setObjectName(u"plan.head"_s);
    m_head->setWordWrap(true);
    m_head->setContentsMargins(space::medium, space::small, space::medium, space::small);
    m_head->setTextInteractionFlags(Qt::TextSelectableByMouse);
    nameControl(m_tree, u"plan.steps"_s, tr("What this change does"));
    m_tree->setHeaderHidden(true);
    m_tree->setColumnCount(1);
    prepareTree(m_tree);
    m_tree->setTextElideMode(Qt::ElideRight);
    auto *copyAction = new QAction(tr("Copy"), m_tree);
    copyAction->setShortcut(QKeySequence::Copy);
    copyAction->setShortcutContext(Qt::WidgetShortcut);
    connect(copyAction, &QAction::triggered, this, &PlanView::copy);
    m_tree->addAction(copyAction);
    m_tree->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_head);
    layout->addWidget(m_tree, 1);
}

QString PlanView::summary(const SchemaPlan &plan)
{
    if (plan.empty())
        return tr("Nothing changes in the store");
    QStringList words;
    words.append(plan.steps.size() == 1 ? displayLine(plan.steps.front().summary, 120)
                                        : tr("%1 steps").arg(plan.steps.size()));
    std::int64_t failing = 0;
    for (const SchemaStep &step : plan.steps)
        failing += step.rowsFailing;
    const QString blocker = blockerOf(plan);
    if (!blocker.isEmpty())
        words.append(tr("not possible: %1").arg(blocker));
    if (lostBy(plan) > 0)
        words.append(tr("%1 lost").arg(countText(lostBy(plan))));
    if (failing > 0)
        words.append(tr("%1 do not fit").arg(countText(failing)));
    if (plan.estimatedMs > 0)
        words.append(tr("about %1").arg(durationText(plan.estimatedMs)));
    return words.join(u" · "_s);
}

void PlanView::showPlan(const SchemaPlan &plan)
{
    m_tree->clear();
    if (plan.empty()) {
        showText(tr("Nothing changes in the store; only the model's file is written."));
        return;
    }
    QStringList head;
    if (plan.estimatedMs > 0)
        head.append(tr("It takes about %1.").arg(durationText(plan.estimatedMs)));
    if (plan.backupBytes > 0)
        head.append(
            tr("A backup of %1 is made before.")
                .arg(toQString(text::humanSize(static_cast<std::uint64_t>(plan.backupBytes)))));
    else
        head.append(tr("No data is lost, so no backup is needed."));
    m_head->setText(head.join(u' '));
    setRole(m_head, LabelRole::Muted);
    m_tree->show();
    for (const SchemaStep &step : plan.steps)
        addStep(m_tree, step);
}

void PlanView::showText(const QString &text)
{
    m_tree->clear();
    m_tree->hide();
    setRole(m_head, LabelRole::Muted);
    m_head->setText(text);
}

void PlanView::showError(const Error &error)
{
    showText(errorText(error));
    setRole(m_head, LabelRole::Error);
}

void PlanView::copy()
{
    const QTreeWidgetItem *item = m_tree->currentItem();
    if (!item)
        return;
    const QString sql = item->data(0, Qt::UserRole).toString();
    QGuiApplication::clipboard()->setText(sql.isEmpty() ? item->text(0) : sql);
}

} // namespace syncline::ui
