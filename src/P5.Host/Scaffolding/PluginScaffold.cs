namespace P5.Host;

/// <summary>
/// Makes the project of a new plugin: the example plugin of its language under the new name, ready to be built.
/// </summary>
public static class PluginScaffold
{
    /// <summary>Works out a project and checks that it can be made. Nothing on disk changes.</summary>
    /// <param name="options">What the plugin shall be.</param>
    /// <returns>The project.</returns>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.ProjectNotCreated"/>: the name, the folder or the package source will not do, or the plugin is
    /// configured already. <see cref="ErrorIds.ConfigInvalid"/>: so is the configuration that it should be added to.
    /// </exception>
    public static ScaffoldedProject Plan(PluginProjectOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        PluginName name = PluginName.Parse(options.Name);
        string parent = Path.GetFullPath(options.Directory);
        string directory = Path.Combine(parent, name.Text);
        ProjectFolder.Check(directory);

        string configuration = ConfigurationEntry.Locate(parent);
        string root = Path.GetDirectoryName(configuration)!;
        string place = Path.GetRelativePath(root, directory).Replace('\\', '/');
        PluginTemplate template = PluginTemplate.Of(options.Language);
        IEnumerable<TemplateFile> files = template.Instantiate(name, place);
        if (options.Language == PluginLanguage.CSharp)
        {
            files = PackagedLibrary.Reference(files);
        }

        if (options.PackageSource is { } source)
        {
            if (options.Language != PluginLanguage.CSharp)
            {
                throw ScaffoldError.Refuse(
                    "A package source is of use for C# only: plugins in other languages use no package of P5's.",
                    "Leave the package source out.");
            }

            files = files.Append(PackagedLibrary.Configuration(source, directory, root));
        }

        var entry = ConfigurationEntry.Create(configuration, parent, name.Text, $"./{place}/{name.Rename(template.Executable)}");
        if (options.AddToConfiguration)
        {
            entry.Prepare();
        }

        return new ScaffoldedProject(options, directory, [.. files], entry);
    }

    /// <summary>Writes a project: all of it, with its table in p5.toml where that was asked for, or nothing.</summary>
    /// <param name="project">The project.</param>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.ProjectNotCreated"/>: its folder cannot be made. <see cref="ErrorIds.ConfigInvalid"/>: p5.toml
    /// changed since, or cannot be written.
    /// </exception>
    public static void Write(ScaffoldedProject project)
    {
        ArgumentNullException.ThrowIfNull(project);
        ProjectFolder.Write(project.Directory, project.Contents);
        if (project.ConfigurationFile is null)
        {
            return;
        }

        try
        {
            project.Entry.Write();
        }
        catch (P5Exception)
        {
            Directory.Delete(project.Directory, recursive: true);
            throw;
        }
    }
}
