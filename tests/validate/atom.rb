# Atom feeds, read strictly by Ruby's rss library, and the few rules of RFC 4287 it leaves out.
require "rss"
require "uri"
bad = 0
ARGV.each do |f|
  begin
    feed = RSS::Parser.parse(File.read(f), true, true)   # validate; foreign elements are allowed
    raise "not an Atom feed" unless feed.is_a?(RSS::Atom::Feed)
    every = [feed, *feed.entries]
    ids = every.map { |x| x.id.content.to_s }
    ids.each { |i| raise "id #{i.inspect} is not an absolute URI" unless URI(i).absolute? }
    twice = ids.tally.select { |_, n| n > 1 }.keys
    raise "ids used twice: #{twice.join(' ')}" unless twice.empty?
    feed.entries.each { |e| raise "#{e.id.content}: neither content nor an alternate link" unless e.content || e.links.any? { |l| [nil, "alternate"].include?(l.rel) } }
    REXML::Document.new(File.read(f)).each_element("//updated | //published") do |d|
      raise "#{d.text} is not an RFC 3339 date" unless d.text =~ /\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\z/
    end
  rescue StandardError => e
    warn "#{f}: #{e.class}: #{e.message.lines.first}"; bad += 1
  end
end
puts "#{ARGV.size} Atom feeds, #{bad} refused"
exit bad.zero?
