#include "ui/palette/GoToPalette.h"

#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/palette/PaletteDelegate.h"
#include "ui/palette/PaletteModel.h"
#include "ui/palette/PaletteSearch.h"
#include "ui/widget/PlainLabel.h"

#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int paletteWidth = 620;
constexpr int mostRows = 13;
constexpr int fewestRows = 3;
constexpr int topDistance = 64;
} // namespace

GoToPalette::GoToPalette(const ActionRegistry *actions, QWidget *window)
    : QFrame(window),
      m_model(new PaletteModel(this)),
      m_search(new PaletteSearch(actions, this)),
      m_edit(new QLineEdit(this)),
      m_list(new QListView(this)),
      m_hint(makeLabel({}, LabelRole::Muted, this))
{
    setObjectName(u"palette.frame"_s);
    setAccessibleName(tr("Go to anything"));
    setAutoFillBackground(true);
    nameControl(m_edit, u"palette.edit"_s, tr("What to go to"));
    m_edit->setPlaceholderText(
        tr("Model, action, file, record…   > command   # record   @ field   : line"));
    m_edit->installEventFilter(this);
    nameControl(m_list, u"palette.list"_s, tr("Found"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_hint->setObjectName(u"palette.hint"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::small, space::small, space::small, space::small);
    layout->setSpacing(space::small);
    layout->addWidget(m_edit);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_hint);
    connect(m_edit, &QLineEdit::textChanged, this,
            [this](const QString &text) { m_search->search(text, m_inFront); });
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &at) {
        m_list->setCurrentIndex(at);
        choose(OpenMode::Here);
    });
    connect(m_search, &PaletteSearch::found, this, [this](const std::vector<PaletteItem> &items) {
        m_model->setItems(items);
        m_hint->setText(items.empty() ? tr("Searching…") : QString());
        place();
        selectFirst();
    });
    connect(m_search, &PaletteSearch::foundMore, this,
            [this](const std::vector<PaletteItem> &items) {
                m_model->append(items);
                place();
                selectFirst();
            });
    connect(m_search, &PaletteSearch::finished, this, [this] {
        m_hint->setText(m_model->rowCount() == 0
                            ? tr("Nothing found")
                            : tr("Enter opens · Ctrl+Enter opens to the side"));
    });
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget * /*old*/, const QWidget *now) {
        if (isVisible() && now && now != m_edit && !isAncestorOf(now))
            hide();
    });
    window->installEventFilter(this);
    hide();
}

GoToPalette::~GoToPalette()
{
    qApp->disconnect(this); // the focus moves while the window goes
}

void GoToPalette::setProject(const UiContext &context)
{
    m_search->setProject(context);
    m_inFront = {};
    hide();
}

void GoToPalette::open(const QString &text)
{
    if (!isVisible())
        m_before = QApplication::focusWidget();
    place();
    show();
    raise();
    m_edit->setFocus(Qt::PopupFocusReason);
    m_edit->setText(text);
    m_edit->setCursorPosition(static_cast<int>(text.size()));
    m_search->search(text, m_inFront);
}

void GoToPalette::place()
{
    const QWidget *window = parentWidget();
    const int width = qMin(paletteWidth, window->width() - 2 * space::large);
    const int row = qMax(m_list->sizeHintForRow(0), space::rowHeight);
    const int around = m_edit->sizeHint().height() + m_hint->sizeHint().height() +
                       2 * space::small + 2 * space::small + 2;
    const int room = window->height() - topDistance - space::large - around;
    const int rows = qBound(fewestRows, m_model->rowCount(), mostRows);
    const int height = around + qMax(row, qMin(rows * row, room)); // no larger than what it found
    setGeometry((window->width() - width) / 2, topDistance, width, height);
}

void GoToPalette::selectFirst()
{
    if (!m_list->currentIndex().isValid() && m_model->rowCount() > 0)
        m_list->setCurrentIndex(m_model->index(0, 0));
}

void GoToPalette::dismiss()
{
    hide();
    if (m_before)
        m_before->setFocus(Qt::PopupFocusReason);
}

void GoToPalette::choose(OpenMode mode)
{
    const QModelIndex at = m_list->currentIndex();
    if (!at.isValid())
        return;
    const PaletteItem item = m_model->item(at.row()); // a copy: what it does may change the list
    dismiss();
    if (item.action)
        item.action->trigger();
    else if (item.document)
        Q_EMIT openRequested(*item.document, mode);
    else if (item.target.kind != InspectTarget::Kind::None)
        Q_EMIT inspectRequested(item.target);
}

bool GoToPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (watched != m_edit || event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    auto *key = static_cast<QKeyEvent *>(event);
    switch (key->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        QApplication::sendEvent(m_list, event);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose(key->modifiers().testFlag(Qt::ControlModifier) ? OpenMode::ToTheSide
                                                              : OpenMode::Here);
        return true;
    case Qt::Key_Escape:
        dismiss();
        return true;
    default:
        return QFrame::eventFilter(watched, event);
    }
}

} // namespace syncline::ui
