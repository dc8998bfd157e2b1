#include "ui/records/ColumnsDialog.h"

#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/records/GridColumns.h"
#include "ui/records/GridHeader.h"
#include "ui/widget/ItemViews.h"
#include "ui/widget/PlainLabel.h"

#include <QDialogButtonBox>
#include <QKeyEvent>
#include <QListWidget>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int sectionRole = Qt::UserRole;
} // namespace

ColumnsDialog::ColumnsDialog(GridColumns *columns, GridHeader *header, QWidget *parent)
    : QDialog(parent),
      m_columns(columns),
      m_header(header),
      m_list(new QListWidget(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"columns"_s);
    setWindowTitle(tr("Columns"));
    nameControl(m_list, u"columns.list"_s, tr("Columns, in their order"));
    m_list->setDragDropMode(QAbstractItemView::InternalMove);
    prepareList(m_list);
    frameView(m_list);
    m_list->installEventFilter(this);
    connect(m_list, &QListWidget::itemChanged, this, [this](QListWidgetItem *item) {
        if (!m_isFilling)
            Q_EMIT shownChanged(item->data(sectionRole).toInt(), item->checkState() == Qt::Checked);
    });
    connect(m_list->model(), &QAbstractItemModel::rowsMoved, this, &ColumnsDialog::takeOrder);
    connect(m_list, &QListWidget::currentRowChanged, this, &ColumnsDialog::updateButtons);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    const auto add = [buttons](const QString &text, const QString &name, const QString &help) {
        auto *button = buttons->addButton(text, QDialogButtonBox::ActionRole);
        nameControl(button, name, help);
        button->setToolTip(plainToolTip(help));
        button->setAutoDefault(false); // Enter closes
        return button;
    };
    buttons->button(QDialogButtonBox::Close)->setDefault(true);
    m_up = add(tr("Up"), u"columns.up"_s, tr("Further to the left (Alt+Up)"));
    m_down = add(tr("Down"), u"columns.down"_s, tr("Further to the right (Alt+Down)"));
    auto *reset =
        add(tr("Reset"), u"columns.reset"_s, tr("Columns, order and widths as at the beginning"));
    connect(m_up, &QPushButton::clicked, this, [this] { moveCurrent(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { moveCurrent(1); });
    connect(reset, &QPushButton::clicked, this, [this] {
        Q_EMIT resetRequested();
        fill();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->setSizeConstraint(QLayout::SetNoConstraint);
    layout->setContentsMargins(space::large, space::large, space::large, space::large);
    layout->setSpacing(space::medium);
    auto *how = makeLabel(tr("Checked columns are shown. Drag them, or move them with Alt and the "
                             "arrow keys."),
                          LabelRole::Muted, this);
    how->setWordWrap(true);
    layout->addWidget(how);
    layout->addWidget(m_list, 1);
    layout->addWidget(buttons);
    resize(420, 480);
    fill();
}

void ColumnsDialog::fill()
{
    const QScopedValueRollback filling(m_isFilling, true);
    m_list->clear();
    for (int place = 0; place < m_columns->count(); ++place) {
        const int section = m_header->logicalIndex(place);
        auto *item = new QListWidgetItem(m_columns->column(section).title, m_list);
        item->setData(sectionRole, section);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable |
                       Qt::ItemIsDragEnabled);
        item->setCheckState(m_header->isSectionHidden(section) ? Qt::Unchecked : Qt::Checked);
    }
    m_list->setCurrentRow(0);
    updateButtons();
}

int ColumnsDialog::sectionAt(int row) const
{
    return m_list->item(row)->data(sectionRole).toInt();
}

void ColumnsDialog::updateButtons()
{
    m_up->setEnabled(m_list->currentRow() > 0);
    m_down->setEnabled(m_list->currentRow() + 1 < m_list->count());
}

void ColumnsDialog::moveCurrent(int step)
{
    const int from = m_list->currentRow();
    const int to = from + step;
    if (from < 0 || to < 0 || to >= m_list->count())
        return;
    {
        const QScopedValueRollback filling(m_isFilling, true);
        m_list->insertItem(to, m_list->takeItem(from));
    }
    m_list->setCurrentRow(to);
    takeOrder();
}

void ColumnsDialog::takeOrder()
{
    for (int place = 0; place < m_list->count(); ++place)
        m_header->moveSection(m_header->visualIndex(sectionAt(place)), place);
    updateButtons();
}

bool ColumnsDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isMove = key->modifiers().testFlag(Qt::AltModifier) &&
                            (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down);
        if (isMove) {
            moveCurrent(key->key() == Qt::Key_Up ? -1 : 1);
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace syncline::ui
