#include "ui/widget/PageStateView.h"

#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/widget/IconLabel.h"
#include "ui/widget/PlainLabel.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int pictureSize = 40;
constexpr int textWidth = 420;
constexpr int roomForPicture = 240;
} // namespace

PageStateView::PageStateView(QWidget *parent)
    : QWidget(parent),
      m_icon(new IconLabel({}, pictureSize, this)),
      m_title(makeLabel({}, LabelRole::Heading, this)),
      m_text(makeLabel({}, LabelRole::Muted, this)),
      m_busy(new QProgressBar(this)),
      m_button(new QPushButton(this))
{
    setObjectName(u"pageState"_s);
    m_title->setObjectName(u"pageState.title"_s);
    m_text->setObjectName(u"pageState.text"_s);
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_text->setMaximumWidth(textWidth);
    m_text->setMinimumWidth(textWidth / 2);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_title->setWordWrap(true);
    m_title->setAlignment(Qt::AlignHCenter);
    m_busy->setRange(0, 0);
    m_busy->setTextVisible(false);
    m_busy->setFixedSize(160, space::unit);
    nameControl(m_busy, u"pageState.busy"_s, tr("Loading"));
    m_button->setObjectName(u"pageState.button"_s);
    connect(m_button, &QPushButton::clicked, this, &PageStateView::buttonClicked);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::large, space::huge, space::large, space::huge);
    layout->setSpacing(space::small);
    layout->addStretch(2);
    layout->addWidget(m_icon, 0, Qt::AlignHCenter);
    layout->addWidget(m_title);
    layout->addWidget(m_busy, 0, Qt::AlignHCenter);
    auto *centred = new QHBoxLayout;
    centred->addStretch(1);
    centred->addWidget(m_text, 100);
    centred->addStretch(1);
    layout->addLayout(centred);
    layout->addSpacing(space::small);
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    showLoading({});
}

void PageStateView::setContent(const QString &icon, const QString &title, const QString &text,
                               const QString &button)
{
    const QIcon picture = icon.isEmpty() ? QIcon() : themedIcon(icon);
    m_hasPicture = !picture.isNull();
    m_icon->setVisible(m_hasPicture && height() >= roomForPicture);
    m_icon->setIcon(picture);
    m_icon->setQuiet(true);
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    m_button->setText(button);
    m_button->setAccessibleName(button);
    m_button->setVisible(!button.isEmpty());
    m_busy->hide();
}

void PageStateView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool isLow = height() < roomForPicture; // a panel: the words come first
    const int margin = isLow ? space::tight : space::huge;
    layout()->setContentsMargins(space::large, margin, space::large, margin);
    m_icon->setVisible(m_hasPicture && !isLow);
}

void PageStateView::showEmpty(const EmptyState &state)
{
    m_state = State::Empty;
    setContent(state.icon, state.title, state.text, state.button);
}

void PageStateView::showLoading(const QString &text)
{
    m_state = State::Loading;
    setContent({}, {}, text, {});
    m_busy->show();
}

void PageStateView::showError(const Error &error, const QString &button)
{
    QString text = errorText(error);
    if (!error.place.empty())
        text += u"\n"_s + displayLine(error.place);
    m_state = State::Error;
    setContent(u"error"_s, tr("This did not work"), text,
               button.isEmpty() ? tr("Try again") : button);
}

QString PageStateView::titleText() const
{
    return m_title->text();
}

QString PageStateView::bodyText() const
{
    return m_text->text();
}

} // namespace syncline::ui
