#include "ui/records/SavedFilters.h"

#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/prompt/Prompter.h"
#include "ui/widget/PlainLabel.h"

#include <QMenu>
#include <QToolButton>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

QString menuText(const std::string &name)
{
    return displayLine(name, 60).replace(u'&', u"&&"_s);
}

bool isSame(const SavedFilter &a, const SavedFilter &b)
{
    return a.filter == b.filter && a.sort == b.sort && a.search == b.search;
}

} // namespace

SavedFilters::SavedFilters(const UiContext &context, QString model,
                           std::function<SavedFilter()> current, QWidget *page)
    : QObject(page),
      m_context(context),
      m_model(std::move(model)),
      m_current(std::move(current)),
      m_page(page),
      m_button(makeIconButton(u"filter"_s, u"records.savedFilters"_s, tr("Saved filters"), page)),
      m_menu(new QMenu(m_button))
{
    m_button->setPopupMode(QToolButton::InstantPopup);
    m_button->setMenu(m_menu);
    m_menu->setObjectName(u"records.savedMenu"_s);
    connect(m_menu, &QMenu::aboutToShow, this, [this] {
        fill(); // what is known now, and in a moment what is true
        read();
    });
    fill();
}

void SavedFilters::read()
{
    whenDone(m_context.engine->lookups().savedFilters(fromQString(m_model)), this,
             [this](const Result<std::vector<SavedFilter>> &filters) {
                 if (!filters) {
                     fail(filters.error());
                     return;
                 }
                 if (m_filters == *filters)
                     return;
                 m_filters = *filters;
                 fill();
             });
}

void SavedFilters::fail(const Error &error)
{
    m_context.prompter->show(m_page, error);
}

void SavedFilters::fill()
{
    m_menu->clear();
    for (const SavedFilter &filter : m_filters) {
        QAction *item = m_menu->addAction(menuText(filter.name), this,
                                          [this, filter] { Q_EMIT applyRequested(filter); });
        item->setCheckable(true);
        item->setChecked(m_applied && m_applied->name == filter.name);
    }
    if (m_filters.empty())
        m_menu->addAction(tr("No filter is saved yet"))->setEnabled(false);
    m_menu->addSeparator();
    QAction *save = m_menu->addAction(tr("Save This Filter As…"), this, &SavedFilters::saveAs);
    save->setObjectName(u"records.saveFilter"_s);
    const bool canSave = !m_context.engine->isReadOnly();
    save->setEnabled(canSave);
    if (!m_applied)
        return;
    const QString name = menuText(m_applied->name);
    QAction *update = m_menu->addAction(tr("Update “%1”").arg(name), this, &SavedFilters::update);
    update->setObjectName(u"records.updateFilter"_s);
    update->setEnabled(canSave && !isSame(m_current(), *m_applied));
    QAction *remove = m_menu->addAction(tr("Remove “%1”…").arg(name), this, &SavedFilters::remove);
    remove->setObjectName(u"records.removeFilter"_s);
    remove->setEnabled(canSave);
}

void SavedFilters::setApplied(std::optional<SavedFilter> filter)
{
    m_applied = std::move(filter);
    fill();
}

void SavedFilters::saveAs()
{
    TextQuestion question;
    question.title = tr("Save the Filter");
    question.label = tr("Its name; filter, search and order are saved");
    question.text = m_applied ? toQString(m_applied->name) : QString();
    question.doIt = tr("Save");
    m_context.prompter->askText(m_page, question, [this](const QString &name) {
        if (name.trimmed().isEmpty())
            return;
        SavedFilter filter = m_current();
        filter.name = fromQString(name.trimmed());
        save(std::move(filter));
    });
}

void SavedFilters::update()
{
    if (!m_applied)
        return;
    SavedFilter filter = m_current();
    filter.name = m_applied->name;
    save(std::move(filter));
}

void SavedFilters::save(SavedFilter filter)
{
    whenDone(m_context.engine->lookups().saveFilter(fromQString(m_model), filter), this,
             [this, filter](const Result<void> &saved) {
                 if (!saved) {
                     fail(saved.error());
                     return;
                 }
                 Q_EMIT applyRequested(filter);
                 read();
             });
}

void SavedFilters::remove()
{
    if (!m_applied)
        return;
    Question question;
    question.title = tr("Remove the Filter");
    question.text = tr("This removes the saved filter “%1” from the project. No record changes.")
                        .arg(displayLine(m_applied->name, 60));
    question.doIt = tr("Remove");
    question.destructive = true;
    m_context.prompter->ask(m_page, question, [this](Answer answer) {
        if (answer != Answer::DoIt || !m_applied)
            return;
        whenDone(m_context.engine->lookups().removeFilter(fromQString(m_model), m_applied->name),
                 this, [this](const Result<void> &removed) {
                     if (!removed)
                         fail(removed.error());
                     setApplied(std::nullopt);
                     read();
                 });
    });
}

} // namespace syncline::ui
