#include "ui/start/StartPage.h"

#include "ui/base/Icons.h"
#include "ui/base/Settings.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/widget/Banner.h"
#include "ui/widget/IconLabel.h"
#include "ui/widget/PageStateView.h"
#include "ui/widget/PlainLabel.h"
#include "ui/widget/TwoLineDelegate.h"

#include <QGridLayout>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int contentWidth = 920;
constexpr int cardHeight = 76;
} // namespace

StartPage::StartPage(Settings *settings, std::vector<TemplateInfo> templates, QWidget *parent)
    : QWidget(parent),
      m_settings(settings),
      m_templates(std::move(templates)),
      m_banner(new Banner(u"start.banner"_s, this)),
      m_scroll(new QScrollArea(this)),
      m_content(new QWidget(this)),
      m_recent(new QListWidget(this)),
      m_noRecent(makeLabel(tr("Projects you open are listed here."), LabelRole::Muted, this)),
      m_busy(new PageStateView(this))
{
    setObjectName(u"start"_s);
    setProperty("page", true);
    setAttribute(Qt::WA_StyledBackground);
    auto *heading = new QVBoxLayout;
    heading->setSpacing(space::tight);
    heading->addWidget(makeLabel(tr("Syncline"), LabelRole::Title, this));
    heading->addWidget(
        makeLabel(tr("Keep data of other systems in a local database, look at it, and work on it."),
                  LabelRole::Muted, this));

    auto *columns = new QHBoxLayout;
    columns->setSpacing(space::huge);
    columns->addWidget(buildBeginnings(), 1);
    columns->addWidget(buildRecent(), 1);
    auto *content = new QVBoxLayout(m_content);
    content->setContentsMargins(space::huge, space::huge, space::huge, space::large);
    content->setSpacing(space::huge);
    content->addLayout(heading);
    content->addLayout(columns, 1);
    m_content->setMaximumWidth(contentWidth);

    auto *scrolled = new QWidget(m_scroll);
    scrolled->setObjectName(u"scrolled"_s);
    auto *centred = new QHBoxLayout(scrolled);
    centred->setContentsMargins(0, 0, 0, 0);
    centred->addStretch(1);
    centred->addWidget(m_content, 100);
    centred->addStretch(1);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setWidget(scrolled);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_banner);
    layout->addWidget(m_scroll, 1);
    layout->addWidget(m_busy, 1);
    m_busy->hide();
    fillRecent();
    connect(m_settings, &Settings::changed, this, &StartPage::fillRecent);
}

QPushButton *StartPage::makeCard(const QString &icon, const QString &title, const QString &text,
                                 const QString &objectName)
{
    auto *card = new QPushButton(this);
    card->setProperty("card", true);
    card->setMinimumHeight(cardHeight);
    card->setCursor(Qt::PointingHandCursor);
    nameControl(card, objectName, title);
    card->setAccessibleDescription(text);
    auto *picture = new IconLabel(themedIcon(icon), 24, card);
    auto *words = new QVBoxLayout;
    words->setSpacing(space::tight);
    words->addWidget(makeLabel(title, LabelRole::Heading, card));
    auto *body = makeLabel(text, LabelRole::Muted, card);
    body->setWordWrap(true);
    words->addWidget(body);
    words->addStretch();
    auto *layout = new QHBoxLayout(card);
    layout->setContentsMargins(space::medium, space::medium, space::medium, space::medium);
    layout->setSpacing(space::medium);
    layout->addWidget(picture, 0, Qt::AlignTop);
    layout->addLayout(words, 1);
    for (QLabel *label : card->findChildren<QLabel *>())
        label->setAttribute(Qt::WA_TransparentForMouseEvents);
    return card;
}

QWidget *StartPage::buildBeginnings()
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::small);
    layout->addWidget(makeLabel(tr("Begin"), LabelRole::Heading, box));
    auto *sample = makeCard(
        u"shop"_s, tr("Open the sample shop"),
        tr("Products, customers and orders from a shop server that is built in. Works offline."),
        u"start.sample"_s);
    connect(sample, &QPushButton::clicked, this, &StartPage::sampleShopRequested);
    layout->addWidget(sample);
    auto *open =
        makeCard(u"folder"_s, tr("Open a folder…"),
                 tr("A project is a folder with a syncline.json in it."), u"start.openFolder"_s);
    connect(open, &QPushButton::clicked, this, &StartPage::openFolderRequested);
    layout->addWidget(open);
    layout->addSpacing(space::small);
    layout->addWidget(makeLabel(tr("New from a template"), LabelRole::Heading, box));
    for (const TemplateInfo &info : m_templates) {
        auto *card = makeCard(info.icon.isEmpty() ? u"project"_s : info.icon, info.title,
                              info.summary, u"start.template."_s + info.name);
        connect(card, &QPushButton::clicked, this,
                [this, name = info.name] { Q_EMIT templateRequested(name); });
        layout->addWidget(card);
    }
    layout->addStretch();
    return box;
}

QWidget *StartPage::buildRecent()
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::small);
    layout->addWidget(makeLabel(tr("Recent projects"), LabelRole::Heading, box));
    layout->addWidget(m_noRecent);
    m_recentBox = new QFrame(box);
    m_recentBox->setProperty("card", true);
    auto *inBox = new QVBoxLayout(m_recentBox);
    inBox->setContentsMargins(space::tight, space::small, space::tight, space::small);
    inBox->addWidget(m_recent);
    layout->addWidget(m_recentBox, 1);
    nameControl(m_recent, u"start.recent"_s, tr("Recent projects"));
    m_recent->setItemDelegate(new TwoLineDelegate(m_recent));
    m_recent->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_recent, &QListWidget::itemActivated, this, [this](const QListWidgetItem *item) {
        Q_EMIT openRequested(item->data(TwoLineDelegate::DetailRole).toString());
    });
    connect(m_recent, &QListWidget::itemClicked, this, [this](const QListWidgetItem *item) {
        Q_EMIT openRequested(item->data(TwoLineDelegate::DetailRole).toString());
    });
    connect(m_recent, &QListWidget::customContextMenuRequested, this, &StartPage::showRecentMenu);
    return box;
}

void StartPage::fillRecent()
{
    m_recent->clear();
    const QStringList folders = m_settings->recentProjects();
    for (const QString &folder : folders) {
        auto *item = new QListWidgetItem(folder.section(u'/', -1), m_recent);
        item->setData(TwoLineDelegate::DetailRole, folder);
        item->setData(Qt::AccessibleTextRole, folder);
    }
    m_noRecent->setVisible(folders.isEmpty());
    m_recentBox->setVisible(!folders.isEmpty());
}

void StartPage::showRecentMenu(const QPoint &position)
{
    const QListWidgetItem *item = m_recent->itemAt(position);
    if (!item)
        return;
    const QString folder = item->data(TwoLineDelegate::DetailRole).toString();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(themedIcon(u"open"_s), tr("Open"), this,
                    [this, folder] { Q_EMIT openRequested(folder); });
    menu->addAction(themedIcon(u"close"_s), tr("Remove from the List"), this,
                    [this, folder] { m_settings->removeRecentProject(folder); });
    menu->popup(m_recent->viewport()->mapToGlobal(position));
}

void StartPage::setBusy(const QString &text)
{
    m_scroll->setVisible(text.isEmpty());
    m_busy->setVisible(!text.isEmpty());
    if (!text.isEmpty()) {
        m_banner->hide();
        m_busy->showLoading(text);
    }
}

void StartPage::showFailure(const Error &error)
{
    setBusy({});
    QString text = errorText(error);
    if (!error.place.empty())
        text += u" ("_s + displayLine(error.place) + u")"_s;
    m_banner->showMessage(Banner::Kind::Error, text);
}

} // namespace syncline::ui
