#pragma once

#include "tests/ui/FakeOpener.h"
#include "tests/ui/UiFixture.h"
#include "ui/shell/DocumentArea.h"
#include "ui/shell/MainWindow.h"
#include "ui/shell/WindowOptions.h"

#include <QSignalSpy>
#include <QTest>

namespace syncline::ui {

using namespace Qt::StringLiterals;

/** A document that can be dirty, as an editor would be. */
class DirtyPage final : public DocumentPage
{
public:
    using DocumentPage::DocumentPage;
    [[nodiscard]] QString title() const override { return ref().name; }
    [[nodiscard]] QIcon icon() const override { return {}; }
    [[nodiscard]] bool isModified() const override { return !text.isEmpty(); }
    [[nodiscard]] QJsonObject state() const override { return {{u"text"_s, text}}; }
    void restoreState(const QJsonObject &state) override
    {
        text = state.value(u"text"_s).toString();
    }
    void reveal(const DocumentRef &ref) override { line = ref.line; }
    void type(const QString &typed)
    {
        text = typed;
        Q_EMIT titleChanged();
        Q_EMIT stateChanged();
    }
    QString text;
    int line = 0;
};

/** The window, around FakeEngines, with its state in a folder that outlives it. */
struct Window
{
    explicit Window(QTemporaryDir &state)
        : settings(state.filePath(u"settings.ini"_s)),
          theme(&settings, nullptr)
    {
        opener.make = [] { return makeFakeShop(); };
        WindowOptions options;
        options.opener = &opener;
        options.settings = &settings;
        options.prompter = &prompter;
        options.theme = &theme;
        options.clock = &clock;
        options.stateFolder = state.path();
        window = std::make_unique<MainWindow>(options);
        window->registerPage(DocumentRef::Kind::Code,
                             [](const DocumentRef &ref, const UiContext &context, QWidget *parent) {
                                 return new DirtyPage(ref, context, parent);
                             });
        window->show();
    }
    void open()
    {
        QSignalSpy opened(window.get(), &MainWindow::projectOpened);
        window->openProject(u"/projects/shop"_s);
        QTRY_COMPARE(opened.count(), 1);
    }
    DocumentPage *go(DocumentRef::Kind kind, const char *name, OpenMode mode = OpenMode::Here)
    {
        DocumentRef ref;
        ref.kind = kind;
        ref.name = QString::fromLatin1(name);
        return window->openDocument(ref, mode) ? window->currentPage() : nullptr;
    }
    [[nodiscard]] QString current() const
    {
        return window->currentPage() ? window->currentPage()->ref().key() : QString();
    }
    void trigger(const char *action) { window->actions()->action(action)->trigger(); }
    [[nodiscard]] QStringList openKeys() const
    {
        QStringList keys;
        for (const DocumentPage *page : window->documents()->pages())
            keys.append(page->ref().key());
        return keys;
    }

    Settings settings;
    Theme theme;
    FakePrompter prompter;
    FixedClock clock;
    FakeOpener opener;
    std::unique_ptr<MainWindow> window;
};

} // namespace syncline::ui
