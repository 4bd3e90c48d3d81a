using System.Xml.Linq;

namespace P5.HelpGenerator;

/// <summary>Makes all help files of a module.</summary>
internal static class HelpFiles
{
    /// <summary>Reads the pages, holds them to the assembly, and writes the files if nothing is wrong.</summary>
    /// <param name="options">What to read and where to write.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static void Write(HelpOptions options, Problems problems)
    {
        IReadOnlyList<CmdletDeclaration> cmdlets = ModuleReader.Read(options.Assembly, options.References);
        var links = new RepositoryLinks(options.Root, options.Online);
        List<CmdletPage> pages =
        [
            .. options.Pages.Select(file => new CmdletPageReader(file, links, problems).Read(File.ReadAllText(file)))
                .OfType<CmdletPage>(),
        ];
        var check = new PageCheck(problems);
        check.CheckSet(options.Pages, cmdlets);
        List<CmdletHelp> helps =
        [
            .. pages.Join(
                cmdlets, page => page.Name, cmdlet => cmdlet.Name, (page, cmdlet) => new CmdletHelp(cmdlet, page)),
        ];
        helps.ForEach(check.Check);
        List<HelpTopic> topics =
        [
            .. options.Topics.Select(file => new TopicReader(file, problems).Read(File.ReadAllText(file)))
                .OfType<HelpTopic>(),
        ];
        if (problems.Found.Any())
        {
            return;
        }

        Directory.CreateDirectory(options.Output);
        MamlWriter.Write(helps)
            .Save(Path.Join(options.Output, $"{Path.GetFileName(options.Assembly)}-Help.xml"), SaveOptions.None);
        foreach (HelpTopic topic in topics)
        {
            File.WriteAllText(Path.Join(options.Output, $"{topic.Name}.help.txt"), topic.Text);
        }
    }
}
