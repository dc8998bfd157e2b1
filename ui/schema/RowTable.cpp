#include "ui/schema/RowTable.h"

#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/schema/ChoiceDelegate.h"
#include "ui/widget/ItemViews.h"
#include "ui/widget/PlainLabel.h"
#include "ui/widget/RowButtons.h"

#include <QColorDialog>
#include <QHeaderView>
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
    prepareTable(m_table);
    frameView(m_table);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_buttons =
        new RowButtons(objectName, tr("Add to %1 (Ins)").arg(accessibleName), m_table, this);
    m_color = m_buttons->addButton(u"theme"_s, u"color"_s, tr("Choose a color"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::tight);
    layout->addWidget(m_table);
    layout->addWidget(m_buttons);
    connect(m_buttons, &RowButtons::addWished, this, &RowTable::addRow);
    connect(m_buttons, &RowButtons::removeWished, this, &RowTable::removeRow);
    connect(m_buttons, &RowButtons::moveWished, this, &RowTable::moveRow);
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
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() + framedHeight(rows));
}

void RowTable::take(const Rows &rows)
{
    m_rows = rows;
    fill();
    Q_EMIT changed(rows);
}

void RowTable::addRow()
{
    if (!m_buttons->isEditable())
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
    if (row < 0 || row >= static_cast<int>(m_rows.size()) || !m_buttons->isEditable())
        return;
    Rows rows = m_rows;
    rows.erase(rows.begin() + row);
    take(rows);
    m_table->setCurrentCell(qMin(row, m_table->rowCount() - 1), qMax(0, m_table->currentColumn()));
}

void RowTable::moveRow(int from, int to)
{
    const int last = static_cast<int>(m_rows.size()) - 1;
    if (from < 0 || to < 0 || from > last || to > last || !m_buttons->isEditable())
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
    m_buttons->setEditable(m_isEditable && m_onlyColumn < 0);
    m_color->setVisible(m_colorColumn >= 0);
    m_color->setEnabled(m_isEditable && m_table->currentRow() >= 0 &&
                        (m_onlyColumn < 0 || m_onlyColumn == m_colorColumn));
}

} // namespace syncline::ui
