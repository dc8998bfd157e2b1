#include "ui/shell/TabGroup.h"

#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/shell/DocumentPage.h"

#include <QMenu>
#include <QMouseEvent>
#include <QTabBar>

using namespace Qt::StringLiterals;

namespace syncline::ui {

TabGroup::TabGroup(QWidget *parent)
    : QTabWidget(parent)
{
    setObjectName(u"documents.tabs"_s);
    setDocumentMode(true);
    setTabsClosable(true);
    setMovable(true);
    setElideMode(Qt::ElideRight);
    setIconSize(QSize(space::iconSize, space::iconSize));
    tabBar()->setObjectName(u"documents.bar"_s);
    tabBar()->setAccessibleName(tr("Open documents"));
    tabBar()->setExpanding(false);
    tabBar()->setContextMenuPolicy(Qt::CustomContextMenu);
    tabBar()->installEventFilter(this);
    connect(tabBar(), &QTabBar::customContextMenuRequested, this, &TabGroup::showMenu);
    connect(this, &QTabWidget::tabCloseRequested, this,
            [this](int index) { Q_EMIT closePageRequested(page(index)); });
}

void TabGroup::addPage(DocumentPage *page)
{
    addTab(page, page->icon(), {});
    connect(page, &DocumentPage::titleChanged, this, [this, page] { updateTab(page); });
    updateTab(page);
}

void TabGroup::updateTab(DocumentPage *page)
{
    const int index = indexOf(page);
    if (index < 0)
        return; // it went to the other side
    QString text = page->title();
    setTabToolTip(index, plainToolTip(text));
    text.replace(u'&', u"&&"_s);
    setTabText(index, page->isModified() ? text + u" ●"_s : text);
    setTabIcon(index, page->icon());
}

DocumentPage *TabGroup::page(int index) const
{
    return qobject_cast<DocumentPage *>(widget(index));
}

DocumentPage *TabGroup::findPage(const DocumentRef &ref) const
{
    for (int i = 0; i < count(); ++i) {
        if (page(i)->ref() == ref)
            return page(i);
    }
    return nullptr;
}

QList<DocumentPage *> TabGroup::pages() const
{
    QList<DocumentPage *> all;
    for (int i = 0; i < count(); ++i)
        all.append(page(i));
    return all;
}

bool TabGroup::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == tabBar() && event->type() == QEvent::MouseButtonRelease) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        const int index = tabBar()->tabAt(mouse->position().toPoint());
        if (mouse->button() == Qt::MiddleButton && index >= 0) {
            Q_EMIT closePageRequested(page(index));
            return true;
        }
    }
    return QTabWidget::eventFilter(watched, event);
}

void TabGroup::showMenu(const QPoint &position)
{
    const int index = tabBar()->tabAt(position);
    if (index < 0)
        return;
    DocumentPage *chosen = page(index);
    auto *menu = new QMenu(this);
    menu->setObjectName(u"documents.menu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(themedIcon(u"side"_s), tr("Move to the Side"), this,
                    [this, chosen] { Q_EMIT sideRequested(chosen); });
    menu->addSeparator();
    menu->addAction(themedIcon(u"close"_s), tr("Close"), this,
                    [this, chosen] { Q_EMIT closePageRequested(chosen); });
    menu->addAction(tr("Close Others"), this, [this, chosen] {
        for (DocumentPage *other : pages()) {
            if (other != chosen)
                Q_EMIT closePageRequested(other);
        }
    });
    menu->addAction(tr("Close to the Right"), this, [this, chosen] {
        const QList<DocumentPage *> right = pages().mid(indexOf(chosen) + 1);
        for (DocumentPage *other : right)
            Q_EMIT closePageRequested(other);
    });
    menu->popup(tabBar()->mapToGlobal(position));
}

} // namespace syncline::ui
