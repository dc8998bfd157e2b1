#include "ui/transfer/ColumnChoiceDelegate.h"

#include "ui/widget/PlainLabel.h"

#include <QComboBox>

using namespace Qt::StringLiterals;

namespace syncline::ui {

QWidget *ColumnChoiceDelegate::createEditor(QWidget *parent,
                                            const QStyleOptionViewItem & /*option*/,
                                            const QModelIndex &index) const
{
    const auto choices = index.data(ChoicesRole).value<Choices>();
    if (choices.isEmpty())
        return nullptr;
    auto *box = new QComboBox(parent);
    nameControl(box, u"choice"_s, index.data(Qt::AccessibleTextRole).toString());
    for (const Choice &choice : choices)
        box->addItem(choice.text, choice.value);
    auto *self = const_cast<ColumnChoiceDelegate *>(this); // signals are not const
    connect(box, &QComboBox::activated, self, [self, box] {
        Q_EMIT self->commitData(box);
        Q_EMIT self->closeEditor(box);
    });
    return box;
}

void ColumnChoiceDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    auto *box = static_cast<QComboBox *>(editor);
    box->setCurrentIndex(box->findData(index.data(Qt::EditRole)));
}

void ColumnChoiceDelegate::setModelData(QWidget *editor, QAbstractItemModel *model,
                                        const QModelIndex &index) const
{
    const auto *box = static_cast<QComboBox *>(editor);
    if (box->currentIndex() >= 0)
        model->setData(index, box->currentData(), Qt::EditRole);
}

} // namespace syncline::ui
