#include "ui/records/ReviewDialog.h"

#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/Theme.h"
#include "ui/inspector/RecordTitle.h"
#include "ui/shell/SessionStore.h"
#include "ui/widget/ItemViews.h"
#include "ui/widget/PlainLabel.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QPushButton>
#include <QShortcut>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

enum Column { FieldColumn, BeforeColumn, AfterColumn, ProblemColumn, ColumnCount };
constexpr int idRole = Qt::UserRole;

QString shownValue(const Value &value, const FieldDef *field)
{
    if (value.isNull())
        return u"–"_s;
    return value.isString() && value.asString().empty() ? u"\"\""_s : valueText(value, field);
}

} // namespace

ReviewDialog::ReviewDialog(const UiContext &context, QString model, QWidget *parent)
    : QDialog(parent),
      m_context(context),
      m_model(std::move(model)),
      m_pending(&PendingEdits::of(context.session)),
      m_heading(makeLabel({}, LabelRole::Title, this)),
      m_tree(new QTreeWidget(this)),
      m_problem(makeLabel({}, LabelRole::Error, this)),
      m_together(new QCheckBox(tr("All or nothing: one that fails takes the others with it"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"review"_s);
    setWindowTitle(tr("Review the Edits of %1").arg(displayLine(fromQString(m_model), 60)));
    nameControl(m_tree, u"review.tree"_s, tr("Edits, record by record"));
    m_tree->setColumnCount(ColumnCount);
    m_tree->setHeaderLabels({tr("Record and field"), tr("Before"), tr("After"), tr("Problem")});
    prepareTree(m_tree);
    frameView(m_tree);
    m_tree->setAlternatingRowColors(true);
    connect(m_tree, &QTreeWidget::currentItemChanged, this, &ReviewDialog::updateButtons);
    m_problem->setWordWrap(true);
    m_problem->setObjectName(u"review.problem"_s);
    nameControl(m_together, u"review.together"_s, m_together->text());
    m_together->setChecked(context.session->value(u"edits/allOrNone"_s).toBool());
    connect(m_together, &QCheckBox::toggled, this,
            [this](bool isOn) { m_context.session->setValue(u"edits/allOrNone"_s, isOn); });
    auto *layout = new QVBoxLayout(this);
    layout->setSizeConstraint(QLayout::SetNoConstraint);
    layout->setContentsMargins(space::large, space::large, space::large, space::large);
    layout->setSpacing(space::medium);
    layout->addWidget(m_heading);
    layout->addWidget(m_tree, 1);
    layout->addWidget(m_problem);
    layout->addWidget(m_together);
    layout->addWidget(buildButtons());
    resize(820, 520);
    connect(m_pending, &PendingEdits::changed, this, [this](const QString &changed) {
        if (changed == m_model)
            fill();
    });
    fill();
    m_tree->header()->resizeSection(FieldColumn, 240);
    m_tree->header()->resizeSection(BeforeColumn, 180);
    m_tree->header()->resizeSection(AfterColumn, 180);
}

QWidget *ReviewDialog::buildButtons()
{
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    const auto add = [buttons](const QString &text, const QString &name) {
        auto *button = buttons->addButton(text, QDialogButtonBox::ActionRole);
        nameControl(button, name, text);
        return button;
    };
    m_drop = add(tr("Drop"), u"review.drop"_s);
    m_drop->setToolTip(tr("Forget this record's edits (Delete)"));
    m_mine = add(tr("Keep Mine"), u"review.mine"_s);
    m_mine->setToolTip(tr("Apply the edit over what somebody else wrote meanwhile"));
    m_theirs = add(tr("Take Theirs"), u"review.theirs"_s);
    m_theirs->setToolTip(tr("Leave the record as it is now"));
    m_apply = buttons->addButton(tr("Apply"), QDialogButtonBox::AcceptRole);
    nameControl(m_apply, u"review.apply"_s, tr("Apply all edits"));
    setStyleProperty(m_apply, "primary", true);
    connect(m_drop, &QPushButton::clicked, this, &ReviewDialog::dropCurrent);
    connect(m_theirs, &QPushButton::clicked, this, &ReviewDialog::dropCurrent);
    connect(m_mine, &QPushButton::clicked, this, [this] {
        if (const PendingPtr record = current())
            m_pending->keepMine(m_model, record->id);
    });
    connect(m_apply, &QPushButton::clicked, this, &ReviewDialog::apply);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *remove = new QShortcut(QKeySequence(Qt::Key_Delete), m_tree);
    remove->setContext(Qt::WidgetShortcut);
    connect(remove, &QShortcut::activated, this, &ReviewDialog::dropCurrent);
    auto *undo = new QShortcut(QKeySequence(QKeySequence::Undo), this);
    connect(undo, &QShortcut::activated, m_pending->undoStack(m_model), &QUndoStack::undo);
    auto *redo = new QShortcut(QKeySequence(QKeySequence::Redo), this);
    connect(redo, &QShortcut::activated, m_pending->undoStack(m_model), &QUndoStack::redo);
    return buttons;
}

void ReviewDialog::fill()
{
    const PendingPtr before = current();
    m_tree->clear();
    for (const PendingPtr &record : m_pending->records(m_model))
        addRecord(*record);
    m_tree->expandAll();
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        QTreeWidgetItem *item = m_tree->topLevelItem(i);
        if (i == 0 || (before && item->data(0, idRole).toLongLong() == raw(before->id)))
            m_tree->setCurrentItem(item);
    }
    const PendingEdits::Totals totals = m_pending->totals(m_model);
    m_heading->setText(totals.records == 0 ? tr("Nothing waits any more")
                       : totals.records == 1
                           ? tr("1 record is to change")
                           : tr("%1 records are to change").arg(countText(totals.records)));
    updateButtons();
}

void ReviewDialog::addRecord(const PendingRecord &record)
{
    const ProjectPtr project = m_context.engine->inForce();
    const auto model = project->findModel(fromQString(m_model));
    auto *item = new QTreeWidgetItem(m_tree);
    item->setData(0, idRole, QVariant::fromValue<qint64>(raw(record.id)));
    const bool isNew = record.kind == RecordEdit::Kind::Create;
    QString title = isNew ? tr("New record") : QString::number(raw(record.id));
    if (model && !isNew)
        title += u" · "_s + recordTitle(*model, record.base);
    item->setText(FieldColumn, title);
    QFont bold = item->font(FieldColumn);
    bold.setBold(true);
    item->setFont(FieldColumn, bold);
    if (record.kind == RecordEdit::Kind::Delete)
        item->setText(AfterColumn, tr("will be deleted"));
    if (record.error) {
        item->setText(ProblemColumn, errorText(*record.error));
        item->setData(ProblemColumn, Qt::ToolTipRole, plainToolTip(errorText(*record.error)));
        item->setForeground(ProblemColumn, m_context.theme->colors().danger);
    }
    if (record.kind == RecordEdit::Kind::Delete)
        return;
    for (const auto &[name, value] : record.fields)
        addField(item, record, name, model ? model->findField(name) : nullptr);
}

void ReviewDialog::addField(QTreeWidgetItem *parent, const PendingRecord &record,
                            const std::string &name, const FieldDef *field)
{
    auto *item = new QTreeWidgetItem(parent);
    item->setText(FieldColumn, displayLine(name, 80));
    item->setText(BeforeColumn, shownValue(record.base.fields.at(name), field));
    item->setText(AfterColumn, shownValue(record.fields.at(name), field));
    QString problem = record.problemOf(name);
    if (record.theirs) {
        const Value &now = record.theirs->fields.at(name);
        if (!now.identicalTo(record.base.fields.at(name)))
            problem = tr("now: %1").arg(shownValue(now, field));
    }
    item->setText(ProblemColumn, problem);
    item->setForeground(ProblemColumn, m_context.theme->colors().danger);
    for (const int column : {BeforeColumn, AfterColumn, ProblemColumn})
        item->setData(column, Qt::ToolTipRole, plainToolTip(item->text(column)));
}

PendingPtr ReviewDialog::current() const
{
    const QTreeWidgetItem *item = m_tree->currentItem();
    while (item && item->parent())
        item = item->parent();
    return item ? m_pending->find(m_model, RecordId{item->data(0, idRole).toLongLong()}) : nullptr;
}

void ReviewDialog::updateButtons()
{
    const PendingPtr record = current();
    m_drop->setEnabled(record != nullptr);
    const bool isConflict = record && record->theirs;
    m_mine->setVisible(isConflict);
    m_theirs->setVisible(isConflict);
    m_apply->setEnabled(!m_pending->isEmpty(m_model));
    m_problem->setText(record && record->error ? errorText(*record->error) : QString());
    m_problem->setVisible(record && record->error);
}

void ReviewDialog::dropCurrent()
{
    if (const PendingPtr record = current())
        m_pending->drop(m_model, {record->id});
}

void ReviewDialog::apply()
{
    Q_EMIT applyRequested();
    accept();
}

} // namespace syncline::ui
