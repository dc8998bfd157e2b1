#include "ui/schema/FieldTable.h"

#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/schema/FieldTableModel.h"
#include "ui/schema/SchemaDocument.h"
#include "ui/widget/PlainLabel.h"

#include <QDropEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QScopedValueRollback>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr std::array columnWidths{120, 100, 50, 56, 80, 160};
} // namespace

FieldTable::FieldTable(SchemaDocument *document, const QString &objectName, QWidget *parent)
    : QWidget(parent),
      m_document(document),
      m_model(new FieldTableModel(this)),
      m_view(new FieldTableView(this))
{
    setObjectName(objectName);
    nameControl(m_view, objectName + u".view"_s, tr("Fields"));
    m_view->setModel(m_model);
    for (std::size_t i = 0; i < columnWidths.size(); ++i)
        m_view->setColumnWidth(static_cast<int>(i), columnWidths.at(i));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildBar());
    layout->addWidget(m_view, 1);
    setFocusProxy(m_view);
    connectModel();
    connect(m_document, &SchemaDocument::changed, this, &FieldTable::update);
    update();
}

QWidget *FieldTable::buildBar()
{
    auto *bar = makeBar(u"top"_s, this);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(space::small, space::tight, space::small, space::tight);
    layout->setSpacing(space::tight);
    const auto addButton = [this, bar, layout](const QString &icon, const QString &name,
                                               const QString &text) {
        auto *button = makeIconButton(icon, objectName() + u'.' + name, text, bar);
        button->setFocusPolicy(Qt::TabFocus);
        layout->addWidget(button);
        return button;
    };
    m_add = addButton(u"add"_s, u"add"_s, tr("Add a field (Ins)"));
    m_add->setText(tr("Field"));
    m_add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_duplicate = addButton(u"copy"_s, u"duplicate"_s, tr("Duplicate the field (Ctrl+D)"));
    m_remove = addButton(u"delete"_s, u"remove"_s, tr("Remove the field (Del)"));
    m_up = addButton(u"sort-up"_s, u"up"_s, tr("Move the field up (Alt+Up)"));
    m_down = addButton(u"sort-down"_s, u"down"_s, tr("Move the field down (Alt+Down)"));
    layout->addStretch();
    connect(m_add, &QToolButton::clicked, this, &FieldTable::add);
    connect(m_duplicate, &QToolButton::clicked, this, [this] { duplicate(currentRow()); });
    connect(m_remove, &QToolButton::clicked, this, [this] { remove(currentRow()); });
    connect(m_up, &QToolButton::clicked, this, [this] { move(currentRow(), currentRow() - 1); });
    connect(m_down, &QToolButton::clicked, this, [this] { move(currentRow(), currentRow() + 1); });
    return bar;
}

void FieldTable::connectModel()
{
    connect(m_view, &FieldTableView::addWished, this, &FieldTable::add);
    connect(m_view, &FieldTableView::removeWished, this, &FieldTable::remove);
    connect(m_view, &FieldTableView::duplicateWished, this, &FieldTable::duplicate);
    connect(m_view, &FieldTableView::moveWished, this, &FieldTable::move);
    connect(m_view, &FieldTableView::openWished, this, &FieldTable::openRequested);
    connect(m_view, &QWidget::customContextMenuRequested, this, &FieldTable::showMenu);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        updateButtons();
        if (!m_isUpdating)
            Q_EMIT currentChanged(currentRow());
    });
    connect(m_model, &FieldTableModel::renameWished, this, [this](int row, const QString &name) {
        SchemaState next = *m_document->state();
        renameField(next, *m_document->project(), pathOf(row), fromQString(name));
        m_document->change(tr("Rename Field"), std::move(next));
    });
    connect(m_model, &FieldTableModel::commentWished, this, [this](int row, const QString &text) {
        edit(row, tr("Change Comment"),
             [&text](FieldDef &field) { field.comment = fromQString(text); });
    });
    connect(m_model, &FieldTableModel::requiredWished, this, [this](int row, bool isOn) {
        edit(row, isOn ? tr("Require a Value") : tr("Require No Value"),
             [isOn](FieldDef &field) { field.required = isOn; });
    });
    connect(m_model, &FieldTableModel::uniqueWished, this, [this](int row, bool isOn) {
        edit(row, isOn ? tr("Make Unique") : tr("Allow the Same Value Twice"),
             [isOn](FieldDef &field) { field.unique = isOn; });
    });
}

void FieldTable::setParentPath(const FieldPath &parent)
{
    if (m_parent == parent)
        return;
    m_parent = parent;
    update();
}

FieldPath FieldTable::pathOf(int row) const
{
    FieldPath path = m_parent;
    path.push_back(row);
    return path;
}

int FieldTable::currentRow() const
{
    return m_view->currentIndex().isValid() ? m_view->currentIndex().row() : -1;
}

void FieldTable::select(int row)
{
    m_view->selectRow(row);
}

void FieldTable::update()
{
    const ModelDef *model = m_document->model();
    if (!model)
        return;
    std::map<int, QString> problems;
    for (const SchemaProblem &problem : m_document->problems()) {
        const bool isBelow = problem.path.size() > m_parent.size() &&
                             std::equal(m_parent.begin(), m_parent.end(), problem.path.begin());
        if (isBelow)
            problems.try_emplace(problem.path[m_parent.size()], problem.text);
    }
    const ModelDef *base = m_document->base();
    const FieldDef *object = fieldAt(*model, m_parent);
    const FieldDef *objectBefore = base && object && m_parent.size() == 1
                                       ? base->findByStorageKey(object->storageKey)
                                       : nullptr;
    const std::vector<FieldDef> none;
    const std::vector<FieldDef> &before = !base              ? none
                                          : m_parent.empty() ? base->fields
                                          : objectBefore     ? objectBefore->fields
                                                             : none;
    const int row = currentRow();
    const bool isLocked = object && !object->owner.empty();
    {
        const QScopedValueRollback updating(m_isUpdating, true);
        m_model->setFields(fieldsAt(*model, m_parent), before, std::move(problems),
                           m_document->isEditable() && !isLocked);
        if (currentRow() < 0 && m_model->rowCount() > 0 && row >= 0)
            m_view->selectRow(qBound(0, row, m_model->rowCount() - 1));
    }
    updateButtons();
    if (currentRow() != row)
        Q_EMIT currentChanged(currentRow());
}

void FieldTable::updateButtons()
{
    const int row = currentRow();
    const FieldDef *field = row < 0 || row >= m_model->rowCount()
                                ? nullptr
                                : &m_model->fields()[static_cast<std::size_t>(row)];
    const ModelDef *model = m_document->model();
    const FieldDef *object = model ? fieldAt(*model, m_parent) : nullptr;
    const bool isEditable = m_document->isEditable() && !(object && !object->owner.empty());
    m_add->setEnabled(isEditable);
    m_duplicate->setEnabled(isEditable && field);
    m_remove->setEnabled(isEditable && field && field->owner.empty());
    m_remove->setToolTip(plainToolTip(
        field && !field->owner.empty() ? lockReason(*field) : tr("Remove the field (Del)")));
    m_up->setEnabled(isEditable && row > 0);
    m_down->setEnabled(isEditable && row >= 0 && row + 1 < m_model->rowCount());
}

void FieldTable::edit(int row, const QString &what, const std::function<void(FieldDef &)> &how)
{
    SchemaState next = *m_document->state();
    FieldDef *field = fieldAt(next.model, pathOf(row));
    if (!field)
        return;
    how(*field);
    m_document->change(what, std::move(next));
}

void FieldTable::add()
{
    if (!m_add->isEnabled())
        return;
    SchemaState next = *m_document->state();
    FieldDef field;
    field.name = "field";
    const int current = currentRow();
    const FieldPath path =
        addField(next, m_parent, current < 0 ? m_model->rowCount() : current + 1, std::move(field));
    m_document->change(tr("Add Field"), std::move(next));
    m_view->setFocus(Qt::OtherFocusReason);
    select(path.back());
    m_view->edit(m_model->index(path.back(), FieldTableModel::NameColumn)); // its name comes first
}

void FieldTable::duplicate(int row)
{
    if (row < 0 || !m_add->isEnabled())
        return;
    SchemaState next = *m_document->state();
    const FieldPath path = duplicateField(next, pathOf(row));
    m_document->change(tr("Duplicate Field"), std::move(next));
    select(path.back());
}

void FieldTable::remove(int row)
{
    const ModelDef *model = m_document->model();
    const FieldDef *field = model ? fieldAt(*model, pathOf(row)) : nullptr;
    if (!field || !field->owner.empty() || !m_add->isEnabled())
        return;
    const QString name = displayLine(field->name, 40);
    SchemaState next = *m_document->state();
    removeField(next, *m_document->project(), pathOf(row));
    m_document->change(tr("Remove %1").arg(name), std::move(next));
}

void FieldTable::move(int from, int to)
{
    if (from < 0 || to < 0 || to >= m_model->rowCount() || from == to || !m_add->isEnabled())
        return;
    SchemaState next = *m_document->state();
    moveField(next, m_parent, from, to);
    m_document->change(tr("Move Field"), std::move(next));
    select(to);
}

void FieldTable::showMenu(const QPoint &position)
{
    const QModelIndex at = m_view->indexAt(position);
    auto *menu = new QMenu(this);
    menu->setObjectName(objectName() + u".menu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(themedIcon(u"add"_s), tr("Add Field"), this, &FieldTable::add)
        ->setEnabled(m_add->isEnabled());
    if (at.isValid()) {
        const int row = at.row();
        select(row);
        menu->addAction(
                themedIcon(u"edit"_s), tr("Rename"), this,
                [this, row] { m_view->edit(m_model->index(row, FieldTableModel::NameColumn)); })
            ->setEnabled(m_remove->isEnabled());
        menu->addAction(themedIcon(u"copy"_s), tr("Duplicate"), this,
                        [this, row] { duplicate(row); })
            ->setEnabled(m_duplicate->isEnabled());
        menu->addAction(tr("Move Up"), this, [this, row] { move(row, row - 1); })
            ->setEnabled(m_up->isEnabled());
        menu->addAction(tr("Move Down"), this, [this, row] { move(row, row + 1); })
            ->setEnabled(m_down->isEnabled());
        menu->addSeparator();
        menu->addAction(themedIcon(u"delete"_s), tr("Remove"), this, [this, row] { remove(row); })
            ->setEnabled(m_remove->isEnabled());
    }
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

QString lockReason(const FieldDef &field)
{
    if (field.owner.empty())
        return {};
    return FieldTable::tr("The connection %1 defines this field: its name, type and what it must "
                          "be come from there, and change with Update Models. Defaults, "
                          "validations of your own, filtering and the comment are yours.")
        .arg(displayLine(field.owner, 60));
}

} // namespace syncline::ui
