#include "ui/connection/RunTable.h"

#include "ui/base/Spacing.h"
#include "ui/base/Theme.h"
#include "ui/connection/RunTableModel.h"
#include "ui/widget/PlainLabel.h"

#include <QHeaderView>

namespace syncline::ui {

namespace {
QColor pillColor(const ThemeColors &colors, PillKind kind)
{
    switch (kind) {
    case PillKind::Quiet:
        return colors.muted;
    case PillKind::Running:
        return colors.accent;
    case PillKind::Ok:
        return colors.success;
    case PillKind::Warning:
        return colors.warning;
    case PillKind::Error:
        return colors.danger;
    }
    return colors.text;
}
} // namespace

RunStateDelegate::RunStateDelegate(const Theme *theme, QObject *parent)
    : QStyledItemDelegate(parent),
      m_theme(theme)
{
}

void RunStateDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->palette.setColor(
        QPalette::Text,
        pillColor(m_theme->colors(),
                  static_cast<PillKind>(index.data(RunTableModel::StateRole).toInt())));
}

RunTable::RunTable(RunTableModel *model, const Theme *theme, QWidget *parent)
    : QTableView(parent)
{
    setModel(model);
    setItemDelegateForColumn(RunTableModel::StateColumn, new RunStateDelegate(theme, this));
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setShowGrid(false);
    setAlternatingRowColors(true);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setIconSize(QSize(space::iconSize, space::iconSize));
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(space::rowHeight);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setColumnWidth(RunTableModel::SubjectColumn, 170);
    setColumnWidth(RunTableModel::StateColumn, 156); // "completed with errors"
    setColumnWidth(RunTableModel::StartedColumn, 88);
    setColumnWidth(RunTableModel::DurationColumn, 68);
    setColumnWidth(RunTableModel::RunColumn, 76);
    // What it did takes the room that is left, so that nothing is scrolled sideways.
    horizontalHeader()->setSectionResizeMode(RunTableModel::ResultColumn, QHeaderView::Stretch);
    connect(this, &QTableView::activated, this, [this](const QModelIndex &at) {
        Q_EMIT chosen(at.data(RunTableModel::RunRole).toLongLong());
    });
}

void RunTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    if (current.isValid() && current.row() != previous.row() && hasFocus())
        Q_EMIT chosen(current.data(RunTableModel::RunRole).toLongLong());
}

} // namespace syncline::ui
