#include "ui/schema/RecordCheckView.h"

#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/widget/ItemViews.h"
#include "ui/widget/PlainLabel.h"

#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int recordRole = Qt::UserRole;
constexpr int fieldRole = Qt::UserRole + 1;
} // namespace

RecordCheckView::RecordCheckView(QWidget *parent)
    : QWidget(parent),
      m_head(makeLabel({}, LabelRole::Muted, this)),
      m_tree(new QTreeWidget(this))
{
    setObjectName(u"recordCheck"_s);
    m_head->setObjectName(u"recordCheck.head"_s);
    m_head->setWordWrap(true);
    m_head->setContentsMargins(space::medium, space::small, space::medium, space::small);
    nameControl(m_tree, u"recordCheck.failures"_s, tr("Records that do not fit"));
    m_tree->setHeaderHidden(true);
    prepareTree(m_tree);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_head);
    layout->addWidget(m_tree, 1);
    connect(m_tree, &QTreeWidget::itemActivated, this,
            [this](const QTreeWidgetItem *item) { open(item); });
}

void RecordCheckView::showRunning()
{
    m_tree->clear();
    setRole(m_head, LabelRole::Muted);
    m_head->setText(tr("Looking at every record…"));
}

void RecordCheckView::showResult(const Result<RecordCheck> &check)
{
    m_tree->clear();
    setRole(m_head, check ? LabelRole::Muted : LabelRole::Error);
    if (!check) {
        m_head->setText(errorText(check.error()));
        return;
    }
    QString text =
        check->failures.empty()
            ? tr("All %1 records fit the model as it is applied.").arg(countText(check->records))
            : tr("%1 of %2 records do not fit the model as it is applied. They stay, but "
                 "cannot be saved before they are mended. Enter opens one.")
                  .arg(countText(check->failing), countText(check->records));
    if (!check->scripts.empty())
        text += u' ' + tr("Validations in Lua were not asked (%1).").arg(check->scripts.size());
    m_head->setText(text);
    for (const RecordCheck::Failure &failure : check->failures)
        addFailure(failure);
    m_tree->expandAll();
}

void RecordCheckView::addFailure(const RecordCheck::Failure &failure)
{
    const QString what =
        failure.rule == "unique"
            ? tr("%1: %2 values stand in several records")
            : tr("%1: %2 records fail \"%3\"").replace(u"%3"_s, displayLine(failure.rule, 60));
    auto *item = new QTreeWidgetItem(
        m_tree, {what.arg(displayLine(failure.field, 60), countText(failure.count))});
    item->setIcon(0, themedIcon(u"problem"_s));
    for (const RecordCheck::Example &example : failure.examples) {
        auto *line = new QTreeWidgetItem(
            item, {tr("record %1: %2 %3")
                       .arg(raw(example.record))
                       .arg(displayLine(failure.field, 60), displayLine(example.message))});
        line->setIcon(0, themedIcon(u"record"_s));
        line->setData(0, recordRole, static_cast<qint64>(raw(example.record)));
        line->setData(0, fieldRole, toQString(failure.field));
    }
}

void RecordCheckView::open(const QTreeWidgetItem *item)
{
    const QVariant record = item->data(0, recordRole);
    if (record.isValid())
        Q_EMIT recordRequested(record.toLongLong(), item->data(0, fieldRole).toString());
}

} // namespace syncline::ui
