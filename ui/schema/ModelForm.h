#pragma once

#include "ui/schema/SchemaState.h"

#include <QScrollArea>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;

namespace syncline::ui {

class RowTable;
class SchemaDocument;
class ScriptList;

/** Everything about the model itself. */
class ModelForm final : public QScrollArea
{
    Q_OBJECT

public:
    ModelForm(SchemaDocument *document, QWidget *parent);
    void focusName();

Q_SIGNALS:
    void openRequested(const QString &file);
    void newScriptRequested();

private:
    void addNames(QFormLayout *form);
    void addStorage(QFormLayout *form);
    void addLists(QWidget *column);
    QLineEdit *addLine(QFormLayout *form, const QString &label, const QString &name);
    QLabel *addProblem(QFormLayout *form, const QString &name);
    void update();
    void showStorage();
    void showProblem(QLabel *label, QWidget *control, int part);
    void edit(const QString &what, const std::function<void(ModelDef &)> &how,
              const QString &typing = {});

    SchemaDocument *m_document;
    QLineEdit *m_name = nullptr;
    QLabel *m_nameProblem = nullptr;
    QLineEdit *m_plural = nullptr;
    QLabel *m_pluralProblem = nullptr;
    QLineEdit *m_comment = nullptr;
    QComboBox *m_display = nullptr;
    QLineEdit *m_budget = nullptr;
    QLabel *m_key = nullptr;
    QLabel *m_source = nullptr;
    RowTable *m_indexes = nullptr;
    QLabel *m_indexProblem = nullptr;
    ScriptList *m_scripts = nullptr;
    bool m_isShowing = false;
};

} // namespace syncline::ui
