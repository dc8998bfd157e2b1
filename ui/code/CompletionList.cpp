#include "ui/code/CompletionList.h"

#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/Theme.h"
#include "ui/code/CodeLexer.h"
#include "ui/widget/PlainLabel.h"

#include <QLabel>
#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

constexpr int shownRows = 10;
constexpr int listWidth = 420;
constexpr int rowHeight = 24;

struct KindLook
{
    const char16_t *icon;
    QColor ThemeColors::*color;
};
/** In the order of ApiMember::Kind. */
constexpr std::array kindLooks{
    KindLook{u"columns", &ThemeColors::text},  KindLook{u"code", &ThemeColors::accent},
    KindLook{u"code", &ThemeColors::accent},   KindLook{u"folder", &ThemeColors::muted},
    KindLook{u"model", &ThemeColors::success}, KindLook{u"action", &ThemeColors::warning},
    KindLook{u"edit", &ThemeColors::keyword},  KindLook{u"state", &ThemeColors::muted},
};

} // namespace

CompletionList::CompletionList(const Theme *theme, QWidget *parent)
    : QFrame(parent),
      m_theme(theme),
      m_list(new QListWidget(this)),
      m_signature(new ElidedLabel({}, this)),
      m_summary(makeLabel({}, LabelRole::Muted, this))
{
    setObjectName(u"code.completion"_s);
    setProperty("card", true);
    setFocusPolicy(Qt::NoFocus);
    nameControl(m_list, u"completion.list"_s, tr("Completions"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setIconSize(QSize(14, 14));
    m_list->setFont(codeFont());
    m_list->setFrameShape(QFrame::NoFrame);
    setRole(m_signature, LabelRole::Code);
    m_signature->setObjectName(u"completion.signature"_s);
    m_summary->setObjectName(u"completion.summary"_s);
    m_summary->setWordWrap(true);
    auto *detail = new QWidget(this);
    auto *inner = new QVBoxLayout(detail);
    inner->setContentsMargins(space::small, space::tight, space::small, space::tight);
    inner->setSpacing(0);
    inner->addWidget(m_signature);
    inner->addWidget(m_summary);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, space::tight, 1, 1);
    layout->setSpacing(0);
    layout->addWidget(m_list);
    layout->addWidget(detail);
    layout->addStretch();
    connect(m_list, &QListWidget::currentRowChanged, this, &CompletionList::showDetail);
    connect(m_list, &QListWidget::itemClicked, this, [this] { Q_EMIT chosen(currentName()); });
    hide();
}

QIcon CompletionList::iconOf(ApiMember::Kind kind) const
{
    const KindLook &look = kindLooks.at(static_cast<std::size_t>(kind));
    return colouredIcon(QString::fromUtf16(look.icon), m_theme->colors().*look.color);
}

void CompletionList::open(const std::vector<ApiMember> &items, const QRect &below)
{
    const QString before = isVisible() ? currentName() : QString();
    {
        const QSignalBlocker blocker(m_list);
        m_list->clear();
        m_items = items;
        int row = 0;
        for (const ApiMember &item : m_items) {
            auto *added = new QListWidgetItem(iconOf(item.kind), displayLine(item.name, 100));
            added->setSizeHint(QSize(0, rowHeight));
            m_list->addItem(added);
            if (added->text() == before)
                row = m_list->count() - 1;
        }
        m_list->setCurrentRow(row);
    }
    showDetail();
    place(below);
    show();
    raise();
}

void CompletionList::place(const QRect &below)
{
    const int rows = std::min(shownRows, m_list->count());
    const int detail =
        m_signature->sizeHint().height() + 2 * m_summary->fontMetrics().height() + 2 * space::tight;
    const int wanted = rows * rowHeight + detail + space::small;
    const int width = std::min(listWidth, parentWidget()->width());
    const int room = parentWidget()->height() - below.bottom();
    const bool isAbove = room < wanted && below.top() > room;
    const int height = std::min(wanted, isAbove ? below.top() : room);
    const int shown = std::max(1, (height - detail - space::small) / rowHeight);
    m_list->setFixedHeight(shown * rowHeight); // whole rows
    const int left = std::clamp(below.left(), 0, std::max(0, parentWidget()->width() - width));
    setGeometry(left, isAbove ? below.top() - height : below.bottom() + 1, width, height);
}

void CompletionList::showDetail()
{
    const int row = m_list->currentRow();
    if (row < 0 || row >= static_cast<int>(m_items.size()))
        return;
    const ApiMember &item = m_items[static_cast<std::size_t>(row)];
    m_signature->setText(displayLine(item.signature, 200));
    m_summary->setText(displayLine(item.summary, 160));
    m_summary->setVisible(!item.summary.empty());
    m_list->setAccessibleDescription(m_signature->text());
}

QStringList CompletionList::names() const
{
    QStringList all;
    for (int row = 0; row < m_list->count(); ++row)
        all.append(m_list->item(row)->text());
    return all;
}

QString CompletionList::currentName() const
{
    return m_list->currentItem() ? m_list->currentItem()->text() : QString();
}

bool CompletionList::handleKey(int key)
{
    const int last = m_list->count() - 1;
    const int row = m_list->currentRow();
    switch (key) {
    case Qt::Key_Up:
        m_list->setCurrentRow(row > 0 ? row - 1 : last);
        return true;
    case Qt::Key_Down:
        m_list->setCurrentRow(row < last ? row + 1 : 0);
        return true;
    case Qt::Key_PageUp:
        m_list->setCurrentRow(std::max(0, row - shownRows));
        return true;
    case Qt::Key_PageDown:
        m_list->setCurrentRow(std::min(last, row + shownRows));
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Tab:
        Q_EMIT chosen(currentName());
        return true;
    case Qt::Key_Escape:
        hide();
        return true;
    default:
        return false;
    }
}

} // namespace syncline::ui
