#pragma once

#include "ui/schema/FieldPart.h"

class QListWidget;
class QToolButton;

namespace syncline::ui {

class RowButtons;

/** Lua files that decide whether a record may be stored: a list that grows by new files and by
 * files of the project. Tells what it became. */
class ScriptList final : public QWidget
{
    Q_OBJECT

public:
    using Files = std::vector<std::string>;
    ScriptList(const QString &objectName, QWidget *parent);

    /** @p known: files that could stand there; @p missing ones are marked. */
    void show(const Files &files, const Files &known, bool isEditable);
    [[nodiscard]] QListWidget *list() const { return m_list; }

Q_SIGNALS:
    void changed(const std::vector<std::string> &files);
    void openRequested(const QString &file);
    void newRequested();

private:
    void showAddMenu();
    void remove(int row);
    void move(int from, int to);
    void open(int row);
    void updateButtons();

    QListWidget *m_list;
    RowButtons *m_buttons;
    QToolButton *m_open;
    Files m_files;
    Files m_known;
};

/** The Lua validations of a field. */
class ScriptsPart final : public FieldPart
{
    Q_OBJECT

public:
    ScriptsPart(SchemaDocument *document, QWidget *parent);

Q_SIGNALS:
    /** A new file for the field is asked for. */
    void newScriptRequested(const syncline::ui::FieldPath &path);

protected:
    [[nodiscard]] bool fits(const FieldDef &field) const override;
    void show(const FieldDef &field) override;
    void setEditable(bool isEditable) override { Q_UNUSED(isEditable) }

private:
    ScriptList *m_list;
};

/** Where validations of @p model stand, and what stands in a new one. */
[[nodiscard]] std::string validationPath(const std::string &model, const std::string &name);
[[nodiscard]] std::string validationText(const std::string &model, const std::string &field);
/** Lua files of @p project that could be validations. */
[[nodiscard]] std::vector<std::string> validationFiles(const ProjectDef &project);

} // namespace syncline::ui
