#include "ui/schema/RowTable.h"

#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/schema/ChoiceDelegate.h"
#include "ui/widget/PlainLabel.h"

#include <QColorDialog>
#include <QHeaderView>
#include <QKeyEvent>
#include <QScopedValueRollback>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int fewestRows = 1;
constexpr int mostRows = 8; ///< More scroll.
} // namespace

RowTable::RowTable(const QString &objectName, const QString &accessibleName,
                   const QStringList &titles, QWidget *parent)
    : QWidget(parent),
      m_table(new QTableWidget(0, static_cast<int>(titles.size()), this))
{
    setObjectName(objectName);
    nameControl(m_table, objectName + u".table"_s, accessibleName);
    m_table->setHorizontalHeaderLabels(titles);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(space::rowHeight);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->installEventFilter(this);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(space::tight);
    const auto addButton = [this, buttons](const QString &icon, const QString &name,
                                           const QString &text) {
        auto *button = makeIconButton(icon, this->objectName() + u'.' + name, text, this);
        button->setFocusPolicy(Qt::TabFocus);
        buttons->addWidget(button);
        return button;
    };
    m_add = addButton(u"add"_s, u"add"_s, tr("Add to %1 (Ins)").arg(accessibleName));
    m_remove = addButton(u"delete"_s, u"remove"_s, tr("Remove (Del)"));
    m_up = addButton(u"sort-up"_s, u"up"_s, tr("Move up (Alt+Up)"));
    m_down = addButton(u"sort-down"_s, u"down"_s, tr("Move down (Alt+Down)"));
    m_color = addButton(u"theme"_s, u"color"_s, tr("Choose a color"));
    buttons->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::tight);
    layout->addWidget(m_table);
    layout->addLayout(buttons);
    connect(m_add, &QToolButton::clicked, this, &RowTable::addRow);
    connect(m_remove, &QToolButton::clicked, this, [this] { removeRow(m_table->currentRow()); });
    connect(m_up, &QToolButton::clicked, this,
            [this] { moveRow(m_table->currentRow(), m_table->currentRow() - 1); });
    connect(m_down, &QToolButton::clicked, this,
            [this] { moveRow(m_table->currentRow(), m_table->currentRow() + 1); });
    connect(m_color, &QToolButton::clicked, this, [this] { pickColor(m_table->currentRow()); });
    connect(m_table, &QTableWidget::currentCellChanged, this, &RowTable::updateButtons);
    connect(m_table, &QTableWidget::cellChanged, this, [this](int row, int column) {
        if (m_isFilling)
            return;
        Rows rows = m_rows;
        rows.at(static_cast<std::size_t>(row))[column] = m_table->item(row, column)->text();
        take(rows);
    });
    fit();
    updateButtons();
}

void RowTable::setChoices(int column, const QStringList &choices)
{
    auto *delegate = qobject_cast<ChoiceDelegate *>(m_table->itemDelegateForColumn(column));
    if (!delegate) {
        delegate = new ChoiceDelegate(m_table);
        m_table->setItemDelegateForColumn(column, delegate);
    }
    delegate->setChoices(choices);
}

void RowTable::setFixed(int column)
{
    if (m_onlyColumn == column)
        return;
    m_onlyColumn = column;
    fill();
}

void RowTable::setEditable(bool isEditable)
{
    if (m_isEditable == isEditable)
        return;
    m_isEditable = isEditable;
    fill();
}

void RowTable::setRows(const Rows &rows)
{
    if (rows == m_rows && m_table->rowCount() == static_cast<int>(rows.size()))
        return;
    m_rows = rows;
    fill();
}

void RowTable::fill()
{
    const QScopedValueRollback filling(m_isFilling, true);
    m_table->setRowCount(static_cast<int>(m_rows.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const QStringList &texts = m_rows.at(static_cast<std::size_t>(row));
        for (int column = 0; column < m_table->columnCount(); ++column) {
            QTableWidgetItem *item = m_table->item(row, column);
            if (!item) { // kept where it is there: it may be what tells of its change
                item = new QTableWidgetItem;
                m_table->setItem(row, column, item);
            }
            item->setText(texts.value(column));
            const bool canEdit = m_isEditable && (m_onlyColumn < 0 || m_onlyColumn == column);
            item->setFlags(canEdit ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable
                                   : Qt::ItemIsEnabled | Qt::ItemIsSelectable);
            const QColor color(column == m_colorColumn ? texts.value(column) : QString());
            item->setIcon(color.isValid() ? colouredIcon(u"state"_s, color) : QIcon());
        }
    }
    fit();
    updateButtons();
}

/** As high as its rows, within reason. */
void RowTable::fit()
{
    const int rows = qBound(fewestRows, m_table->rowCount(), mostRows);
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            rows * space::rowHeight + 2);
}

void RowTable::take(const Rows &rows)
{
    m_rows = rows;
    fill();
    Q_EMIT changed(rows);
}

void RowTable::addRow()
{
    if (!m_add->isEnabled())
        return;
    Rows rows = m_rows;
    const int at =
        m_table->currentRow() < 0 ? static_cast<int>(rows.size()) : m_table->currentRow() + 1;
    QStringList empty;
    for (int column = 0; column < m_table->columnCount(); ++column)
        empty.append(QString());
    rows.insert(rows.begin() + at, empty);
    take(rows);
    m_table->setFocus(Qt::OtherFocusReason);
    m_table->setCurrentCell(at, 0);
    m_table->editItem(m_table->item(at, 0));
}

void RowTable::removeRow(int row)
{
    if (row < 0 || row >= static_cast<int>(m_rows.size()) || !m_remove->isEnabled())
        return;
    Rows rows = m_rows;
    rows.erase(rows.begin() + row);
    take(rows);
    m_table->setCurrentCell(qMin(row, m_table->rowCount() - 1), qMax(0, m_table->currentColumn()));
}

void RowTable::moveRow(int from, int to)
{
    const int last = static_cast<int>(m_rows.size()) - 1;
    if (from < 0 || to < 0 || from > last || to > last || !m_add->isEnabled())
        return;
    Rows rows = m_rows;
    std::swap(rows[static_cast<std::size_t>(from)], rows[static_cast<std::size_t>(to)]);
    take(rows);
    m_table->setCurrentCell(to, qMax(0, m_table->currentColumn()));
}

void RowTable::pickColor(int row)
{
    if (row < 0)
        return;
    auto *dialog = new QColorDialog(
        QColor(m_rows.at(static_cast<std::size_t>(row)).value(m_colorColumn)), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(objectName() + u".colors"_s);
    connect(dialog, &QColorDialog::colorSelected, this, [this, row](const QColor &color) {
        if (m_table->item(row, m_colorColumn))
            m_table->item(row, m_colorColumn)->setText(color.name());
    });
    dialog->open();
}

void RowTable::updateButtons()
{
    const int row = m_table->currentRow();
    const bool canChange = m_isEditable && m_onlyColumn < 0;
    m_add->setEnabled(canChange);
    m_remove->setEnabled(canChange && row >= 0);
    m_up->setEnabled(canChange && row > 0);
    m_down->setEnabled(canChange && row >= 0 && row + 1 < m_table->rowCount());
    m_color->setVisible(m_colorColumn >= 0);
    m_color->setEnabled(m_isEditable && row >= 0 &&
                        (m_onlyColumn < 0 || m_onlyColumn == m_colorColumn));
}

bool RowTable::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_table || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const int row = m_table->currentRow();
    const bool isAlt = key->modifiers().testFlag(Qt::AltModifier);
    if (key->key() == Qt::Key_Insert)
        addRow();
    else if (key->key() == Qt::Key_Delete && row >= 0)
        removeRow(row);
    else if (isAlt && key->key() == Qt::Key_Up)
        moveRow(row, row - 1);
    else if (isAlt && key->key() == Qt::Key_Down)
        moveRow(row, row + 1);
    else
        return QWidget::eventFilter(watched, event);
    return true;
}

} // namespace syncline::ui
