#include "ui/widget/RowButtons.h"

#include "ui/base/Spacing.h"
#include "ui/widget/PlainLabel.h"

#include <QAbstractItemView>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace syncline::ui {

RowButtons::RowButtons(const QString &objectName, const QString &addText, QAbstractItemView *view,
                       QWidget *parent)
    : QWidget(parent),
      m_name(objectName),
      m_view(view),
      m_layout(new QHBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(space::tight);
    m_layout->addStretch();
    m_add = addButton(u"add"_s, u"add"_s, addText);
    m_remove = addButton(u"delete"_s, u"remove"_s, tr("Remove (Del)"));
    m_up = addButton(u"sort-up"_s, u"up"_s, tr("Move up (Alt+Up)"));
    m_down = addButton(u"sort-down"_s, u"down"_s, tr("Move down (Alt+Down)"));
    connect(m_add, &QToolButton::clicked, this, &RowButtons::addWished);
    connect(m_remove, &QToolButton::clicked, this, &RowButtons::wishRemove);
    connect(m_up, &QToolButton::clicked, this, [this] { wishMove(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { wishMove(1); });
    m_view->installEventFilter(this);
    update();
}

QToolButton *RowButtons::addButton(const QString &icon, const QString &name, const QString &text)
{
    auto *button = makeIconButton(icon, m_name + u'.' + name, text, this);
    m_layout->insertWidget(m_layout->count() - 1, button); // before the room at the end
    return button;
}

int RowButtons::currentRow() const
{
    return m_view->currentIndex().isValid() ? m_view->currentIndex().row() : -1;
}

void RowButtons::setEditable(bool isEditable)
{
    m_isEditable = isEditable;
    update();
}

void RowButtons::update()
{
    const int row = currentRow();
    const int rows = m_view->model() ? m_view->model()->rowCount() : 0;
    m_add->setEnabled(m_isEditable);
    m_remove->setEnabled(m_isEditable && row >= 0);
    m_up->setEnabled(m_isEditable && row > 0);
    m_down->setEnabled(m_isEditable && row >= 0 && row + 1 < rows);
}

void RowButtons::wishRemove()
{
    if (m_isEditable && currentRow() >= 0)
        Q_EMIT removeWished(currentRow());
}

void RowButtons::wishMove(int step)
{
    const int from = currentRow();
    const int to = from + step;
    if (m_isEditable && from >= 0 && to >= 0 && to < m_view->model()->rowCount())
        Q_EMIT moveWished(from, to);
}

bool RowButtons::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_view || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool isAlt = key->modifiers().testFlag(Qt::AltModifier);
    if (key->key() == Qt::Key_Insert && m_isEditable)
        Q_EMIT addWished();
    else if (key->key() == Qt::Key_Delete && currentRow() >= 0)
        wishRemove();
    else if (isAlt && key->key() == Qt::Key_Up)
        wishMove(-1);
    else if (isAlt && key->key() == Qt::Key_Down)
        wishMove(1);
    else
        return QWidget::eventFilter(watched, event);
    return true;
}

} // namespace syncline::ui
