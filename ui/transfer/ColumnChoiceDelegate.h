#pragma once

#include <QStyledItemDelegate>

namespace syncline::ui {

/** One of the things that a cell may hold. */
struct Choice
{
    QString text;
    QString value; ///< What is stored.
};
using Choices = QList<Choice>;

/** Edits a cell by a list of choices, which its model gives by ChoicesRole; stored by EditRole. */
class ColumnChoiceDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    static constexpr int ChoicesRole = Qt::UserRole + 100;
    using QStyledItemDelegate::QStyledItemDelegate;

    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const override;
    void setEditorData(QWidget *editor, const QModelIndex &index) const override;
    void setModelData(QWidget *editor, QAbstractItemModel *model,
                      const QModelIndex &index) const override;
};

} // namespace syncline::ui
