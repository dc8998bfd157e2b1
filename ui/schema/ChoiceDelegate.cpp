#include "ui/schema/ChoiceDelegate.h"

#include "ui/widget/PlainLabel.h"

#include <QComboBox>

using namespace Qt::StringLiterals;

namespace syncline::ui {

QWidget *ChoiceDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem & /*option*/,
                                      const QModelIndex &index) const
{
    auto *box = new QComboBox(parent);
    nameControl(box, u"cell.choice"_s,
                index.model()->headerData(index.column(), Qt::Horizontal).toString());
    box->setEditable(true);
    box->addItems(m_choices);
    return box;
}

void ChoiceDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    static_cast<QComboBox *>(editor)->setCurrentText(index.data(Qt::EditRole).toString());
}

void ChoiceDelegate::setModelData(QWidget *editor, QAbstractItemModel *model,
                                  const QModelIndex &index) const
{
    model->setData(index, static_cast<const QComboBox *>(editor)->currentText().trimmed());
}

} // namespace syncline::ui
